# Scripts rely on these words in English; see the table of interfaces in the documentation.

button-take = Take
button-assign = Assign
button-assign-to = { $name } · { $load }
button-assign-to-away = { $name } 💤 { $load }
button-pending = Pending
button-resume = Resume
button-mark-complete = Mark Complete
button-numbered-mark-complete = #{ $number } · Mark Complete
button-confirm-solved = Confirm: solved
button-confirm-silent = Confirm: user did not answer
button-confirm-nosupport = Confirm: not a support matter
button-confirm-elsewhere = Confirm: settled elsewhere
button-ask-user-first = Ask the user first
button-send-anyway = Send anyway
button-take-and-send = Take and send
button-cancel = Cancel
button-undo = Undo
button-reopen = Reopen
button-confirm = Confirm
button-confirm-mistake = Confirm: completed by mistake
button-confirm-more = Confirm: more information
button-confirm-asked = Confirm: user asked
button-confirm-followup = Confirm: follow-up
button-approve = Approve
button-decline = Decline
button-merge = Merge
button-write = #{ $number } · Write to the user
button-history = History
button-page = Page { $number }
button-tags = Tags
button-tag = { $tag }
button-untag = ✓ { $tag }
button-stop = Stop
button-send = Send
button-show = Show #{ $number }
button-retry = Retry
button-still-need-help = I still need help
button-all-solved = All solved
button-confirm-close = Confirm: end it
button-keep-open = Cancel
button-same-matter = Same matter
button-new-matter = New matter
button-contact-support = Contact support
button-rate = { $stars } ★
button-on-the-team = I am on the team
button-my-data = Send me my data
button-human = I am a person
button-forget = Erase everything
button-stay = Cancel
button-stats-of-all = All desks
button-stats =
    { $days ->
        [1] Today
        [one] { $days } day
       *[other] { $days } days
    }
button-settings = ‹ Settings
button-settings-all = All settings
button-settings-changed = Changed here
button-set-to = { $value }
button-set-back = ↩ { $name }
button-dismiss = ✕
