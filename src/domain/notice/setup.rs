//! Setting up, the checklist, the board, and what becomes of the group.

macro_rules! setup {
    ($then:ident $($later:ident)* => $($before:tt)*) => {
        $then! { $($later)* => $($before)*

            /// The checklist of a desk.
            "checklist" Checklist { title: String, lines: Vec<Notice> };
            /// The board: how the desk stands.
            "board" Board { waits: Vec<Notice>, unassigned: u32, pending: u32, completed: u32 };
            /// A line of it: who waits, and who has waited longest.
            "board-waiting" BoardWaiting {
                waiting: u32, conversation: ConversationId, since: Timestamp,
            };
            /// The same where nobody does.
            "board-nobody" BoardNobody;
            /// Under an agent's first answer in a topic: what goes to the user, and what does not.
            "basics" Basics;
            /// A point of the checklist.
            "check-administrator" CheckAdministrator;
            /// A point of the checklist, missing.
            "check-administrator-missing" CheckAdministratorMissing;
            /// A point of the checklist.
            "check-topics" CheckTopics;
            /// A point of the checklist, missing.
            "check-topics-missing" CheckTopicsMissing;
            /// A point of the checklist.
            "check-inline" CheckInline;
            /// A point of the checklist: nothing that a desk needs.
            "check-inline-off" CheckInlineOff;
            /// A point of the checklist: a group without topics.
            "check-plain" CheckPlain;
            /// A point of the checklist.
            "check-delete" CheckDelete;
            /// A point of the checklist, missing.
            "check-delete-missing" CheckDeleteMissing;
            /// A point of the checklist.
            "check-pin" CheckPin;
            /// A point of the checklist, missing.
            "check-pin-missing" CheckPinMissing;
            /// A basic group has no links and may be upgraded.
            "check-basic" CheckBasic;
            /// The group is private.
            "check-private" CheckPrivate;
            /// Strangers could read the group.
            "check-public" CheckPublic;
            /// The set-up was refused: a public group.
            "setup-public" SetupPublic;
            /// The set-up was refused: the code is wrong, used or too old.
            "setup-wrong-code" SetupWrongCode;
            /// The set-up was refused: too many tries.
            "setup-too-often" SetupTooOften;
            /// The set-up was refused: only an administrator of the group may.
            "setup-not-administrator" SetupNotAdministrator;
            /// This group is the desk already.
            "setup-done-already" SetupDoneAlready;
            /// Another group is the desk already.
            "setup-elsewhere" SetupElsewhere;
            /// `/setup` needs the code from the log.
            "setup-needs-code" SetupNeedsCode;
            /// The forum is used as a plain group since topics cannot be managed.
            "works-plain" WorksPlain;
            /// Topics were turned off in the group.
            "topics-off" TopicsOff;
            /// Topics were turned on in the group.
            "topics-on" TopicsOn;
            /// The group was upgraded: what is above is dead.
            "group-upgraded" GroupUpgraded;
            /// Rights that the bot had are missing now; addressed to the admins.
            "rights-lost" RightsLost { lines: Vec<Notice>, who: Vec<Notice> };
            /// To an admin in private: the bot is not in the group any more.
            "group-lost" GroupLost { title: String };
            /// In a group that is no desk, while another one is.
            "not-this-group" NotThisGroup { chat: String };
        }
    };
}
pub(super) use setup;
