"use strict";

// The page shows the state of the local Bot API and acts in it as people would.
//
// One rule keeps it simple: nothing here decides anything. Every deed is a POST, every change comes
// back through the events, and the whole state is read anew and laid over what stands there.
// Texts reach the document as text nodes only.

(() => {
  const $ = (id) => document.getElementById(id);
  const SVG = "http://www.w3.org/2000/svg";
  /** How long the story waits for what it promised. */
  const STORY_PATIENCE = 15000;
  const LEADS = ["creator", "admin", "anonymous_admin"];
  const OUT = ["left", "banned"];

  // ----- making elements -----

  function fill(node, parts) {
    for (const part of parts.flat()) {
      if (part !== null && part !== undefined && part !== false) {
        node.append(part);
      }
    }
    return node;
  }

  function h(tag, props, ...parts) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(props || {})) {
      if (value === null || value === undefined || value === false) continue;
      if (name === "class") node.className = value;
      else if (name === "hue") node.style.setProperty("--hue", value);
      else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else node.setAttribute(name, value === true ? "" : value);
    }
    return fill(node, parts);
  }

  function s(tag, props, ...parts) {
    const node = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(props || {})) node.setAttribute(name, value);
    return fill(node, parts);
  }

  function icon(name) {
    return s("svg", { class: "icon", "aria-hidden": "true" }, s("use", { href: `#i-${name}` }));
  }

  /** Lays a list over a container: what is unchanged keeps its element, its focus and its place. */
  function lay(container, items, build) {
    const known = container.known || new Map();
    const next = new Map();
    let cursor = container.firstChild;
    for (const { key, data } of items) {
      const mark = JSON.stringify(data);
      const old = known.get(key);
      let node = old && old.node;
      if (!old || old.mark !== mark) {
        const focused = node && node.contains(document.activeElement) ? document.activeElement : null;
        const name = focused && focused.getAttribute("data-focus");
        node = build(data, key);
        node.dataset.key = key;
        if (old) {
          if (cursor === old.node) cursor = old.node.nextSibling;
          old.node.replaceWith(node);
        }
        if (focused) {
          const same = name && [...node.querySelectorAll("[data-focus]")].find((n) => n.dataset.focus === name);
          (same || node).focus({ preventScroll: true });
        }
      }
      if (node === cursor) cursor = cursor.nextSibling;
      else container.insertBefore(node, cursor);
      next.set(key, { mark, node });
    }
    for (const [key, { node }] of known) {
      if (!next.has(key)) node.remove();
    }
    container.known = next;
  }

  // ----- what is known and what is chosen -----

  let state = null;
  const ui = {
    user: null, actor: null, group: null, place: null, tab: "user",
    marks: [], touched: false, composing: {}, counts: new Map(),
  };
  /** Last message seen per place, so that only news get a dot. */
  const seen = new Map();
  const drafts = new Map();
  const waiters = new Set();

  const chatOf = (id) => state.chats.find((chat) => chat.id === id);
  const groups = () => state.chats.filter((chat) => chat.kind !== "private" && !chat.migrated_to);
  const userOf = (id) => state.users.find((user) => user.id === id);
  const standing = (group, id) => group && group.members.find((m) => m.user === id && !OUT.includes(m.standing));
  const inside = (id) => groups().some((group) => standing(group, id));
  const outsiders = () => state.users.filter((user) => !inside(user.id));
  const members = (group) => group.members
    .filter((m) => !OUT.includes(m.standing) && userOf(m.user))
    .map((m) => ({ ...m, name: userOf(m.user).name, label: m.label || role(m.standing) }))
    .sort((a, b) => rank(a) - rank(b));
  const rank = (member) => LEADS.indexOf(member.standing) === -1 ? 9 : LEADS.indexOf(member.standing);
  const role = (name) => ({ creator: "owner", admin: "admin", anonymous_admin: "anonymous admin" })[name] || "agent";
  const group = () => chatOf(ui.group);
  const listOf = (chat, place) => !chat ? [] : chat.messages.filter((m) => !chat.forum || (m.thread ?? null) === place);
  const hue = (id) => String(Math.abs(id * 47) % 360);

  const LANGUAGES = { en: "English", ru: "Russian", "zh-hans": "Chinese", zh: "Chinese", fa: "Persian", de: "German" };
  const language = (code) => !code ? "language not told" : LANGUAGES[code.toLowerCase()] || code;

  /** The status that a card shows in its first line, where the desk speaks English. */
  function statusOf(message) {
    if (!message.by_bot) return null;
    const line = message.text.split("\n", 1)[0];
    const found = /^#\d+ · (Unassigned|In progress|Pending|Completed)/.exec(line);
    return found && { Unassigned: "unassigned", "In progress": "progress", Pending: "pending", Completed: "completed" }[found[1]];
  }
  const STATUS_NAMES = { unassigned: "Unassigned", progress: "In progress", pending: "Pending", completed: "Completed" };

  // ----- talking to the sandbox -----

  async function post(deed, body) {
    let answer;
    try {
      answer = await fetch(`/sandbox/${deed}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
    } catch {
      throw new Error("the sandbox does not answer; is the program still running?");
    }
    const json = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Error(json.error || `the sandbox answered ${answer.status}`);
    return json;
  }

  /** A deed whose failure is told and goes no further. */
  async function attempt(deed, body) {
    try {
      return await post(deed, body);
    } catch (error) {
      toast(error.message, "bad");
      return null;
    }
  }

  let reading = false;
  let again = false;
  async function refresh() {
    if (reading) {
      again = true;
      return;
    }
    reading = true;
    do {
      again = false;
      try {
        const answer = await fetch("/sandbox/state");
        state = await answer.json();
        live(true);
        render();
        for (const waiter of [...waiters]) waiter();
      } catch (error) {
        live(false);
        if (!(error instanceof TypeError && /fetch/i.test(error.message))) console.error(error);
      }
    } while (again);
    reading = false;
  }

  function live(on) {
    const text = on ? "live" : "not connected";
    $("live").dataset.on = on ? "yes" : "no";
    if ($("live-text").textContent !== text) $("live-text").textContent = text;
  }

  function listen() {
    const events = new EventSource("/sandbox/events");
    events.addEventListener("message", refresh);
    events.addEventListener("open", refresh);
    events.addEventListener("error", () => live(false));
    // The clock runs on even where nothing happens.
    setInterval(refresh, 20000);
  }

  /** Waits until the state satisfies a condition; its value, or an error after the patience. */
  function until(condition, what) {
    return new Promise((resolve, reject) => {
      const end = (finish, value) => {
        waiters.delete(look);
        clearTimeout(timer);
        finish(value);
      };
      const look = () => {
        const value = condition();
        if (value) end(resolve, value);
      };
      const timer = setTimeout(
        () => end(reject, new Error(`Waited ${STORY_PATIENCE / 1000} seconds, but ${what}.`)),
        STORY_PATIENCE,
      );
      waiters.add(look);
      look();
    });
  }

  // ----- telling -----

  function toast(text, tone) {
    const box = $("toasts");
    for (const old of [...box.children]) {
      if (old.textContent === text) old.remove();
    }
    while (box.children.length > 1) box.firstChild.remove();
    const line = h("p", { dir: "auto", "data-tone": tone || "plain" }, text);
    box.append(line);
    setTimeout(() => line.remove(), Math.min(9000, 2500 + text.length * 45));
  }

  function alertBox(text) {
    $("alert-text").textContent = text;
    if (!$("alert").open) $("alert").showModal();
  }

  function ask(title, text, yes) {
    $("sure-title").textContent = title;
    $("sure-text").textContent = text;
    $("sure").querySelector("[value=yes]").textContent = yes;
    $("sure").returnValue = "no";
    $("sure").showModal();
    return new Promise((resolve) => {
      $("sure").addEventListener("close", () => resolve($("sure").returnValue === "yes"), { once: true });
    });
  }

  /** Presses a button as a person; shows what the bot answers. */
  async function press(person, chat, message, data) {
    const answer = await post("press", { user: person, chat, message, data });
    if (!answer.answered) toast("The bot did not answer this press.", "bad");
    else if (answer.text && answer.alert) alertBox(answer.text);
    else if (answer.text) toast(answer.text);
    return answer;
  }

  // ----- texts with entities -----

  function safeLink(url) {
    try {
      const parsed = new URL(/^[a-z][a-z0-9+.-]*:/i.test(url) ? url : `https://${url}`);
      return ["http:", "https:", "mailto:"].includes(parsed.protocol) ? parsed.href : null;
    } catch {
      return null;
    }
  }

  /** A link to a message of a group of this world opens here. */
  function insideLink(url) {
    const found = /^https?:\/\/t\.me\/c\/(\d+)\/(?:(\d+)\/)?(\d+)/.exec(url || "");
    const chat = found && state.chats.find((c) => c.id === -Number(`100${found[1].padStart(10, "0")}`));
    return chat ? { chat: chat.id, message: Number(found[3]) } : null;
  }

  function link(url, parts) {
    const target = insideLink(url);
    if (target) {
      return h("a", { href: "#", onclick: (event) => { event.preventDefault(); goTo(target); } }, parts);
    }
    const href = safeLink(url);
    return href ? h("a", { href, target: "_blank", rel: "noreferrer noopener" }, parts) : h("span", { class: "ref" }, parts);
  }

  function wrap(entity, raw, parts) {
    switch (entity.type) {
      case "bold": return h("strong", null, parts);
      case "italic": return h("em", null, parts);
      case "underline": return h("u", null, parts);
      case "strikethrough": return h("s", null, parts);
      case "code": return h("code", null, parts);
      case "pre": return h("pre", null, parts);
      case "blockquote":
      case "expandable_blockquote": return h("blockquote", null, parts);
      case "spoiler": return h("span", { class: "spoiler", tabindex: "0" }, parts);
      case "text_link": return link(entity.url, parts);
      case "url": return link(raw, parts);
      case "email": return link(`mailto:${raw}`, parts);
      case "mention": case "text_mention": case "hashtag": case "cashtag":
      case "bot_command": case "phone_number": return h("span", { class: "ref" }, parts);
      default: return h("span", null, parts);
    }
  }

  /** Entities nest and never cross; offsets count UTF-16 units, as strings here do. */
  function formatted(text, entities) {
    const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
    let next = 0;
    const span = (start, end) => {
      const parts = [];
      let at = start;
      while (next < sorted.length && sorted[next].offset < end) {
        const entity = sorted[next];
        next += 1;
        const from = Math.max(at, entity.offset);
        const to = Math.min(end, entity.offset + entity.length);
        if (to <= from) continue;
        if (from > at) parts.push(text.slice(at, from));
        parts.push(wrap(entity, text.slice(from, to), span(from, to)));
        at = to;
      }
      if (end > at) parts.push(text.slice(at, end));
      return parts;
    };
    return span(0, text.length);
  }

  // ----- messages -----

  const KIND_NAMES = {
    photo: "Photo", video: "Video", voice: "Voice message", video_note: "Round video", audio: "Audio",
    document: "File", animation: "Animation", sticker: "Sticker", contact: "Contact",
    location: "Place", venue: "Place", poll: "Poll", dice: "Dice",
  };
  const excerpt = (message) => (message.text || KIND_NAMES[message.kind] || message.kind).split("\n", 1)[0].slice(0, 120);

  const clockTime = (seconds) => new Date(seconds * 1000).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });

  function picture(name) {
    return s("svg", { class: "media picture", viewBox: "0 0 230 150", role: "img", "aria-label": name },
      s("rect", { class: "sky", width: "230", height: "150", rx: "8" }),
      s("circle", { class: "sun", cx: "172", cy: "42", r: "18" }),
      s("path", { class: "far", d: "M0 116 54 66l34 28 40-42 102 66v24a8 8 0 0 1-8 8H8a8 8 0 0 1-8-8z" }),
      s("path", { class: "near", d: "M0 134c40-26 74-24 112-8s74 8 118-14v30a8 8 0 0 1-8 8H8a8 8 0 0 1-8-8z" }));
  }

  function wave() {
    const bars = [];
    for (let i = 0; i < 24; i += 1) {
      const tall = 4 + Math.round(Math.abs(Math.sin(i * 1.7) * 10 + Math.sin(i * 0.6) * 8));
      bars.push(s("rect", { x: String(i * 5), y: String(13 - tall / 2), width: "3", height: String(tall), rx: "1.5" }));
    }
    return s("svg", { class: "wave", viewBox: "0 0 120 26", "aria-hidden": "true" }, bars);
  }

  function row(name, title, detail, extra) {
    return h("div", { class: "media row" }, h("span", { class: "disc" }, icon(name)),
      extra || null, h("span", null, h("span", { dir: "auto" }, title), detail ? h("small", null, detail) : null));
  }

  const lasting = (seconds) => `${Math.floor((seconds || 0) / 60)}:${String((seconds || 0) % 60).padStart(2, "0")}`;
  const sized = (bytes) => bytes >= 1024 ? `${Math.round(bytes / 1024)} KB` : `${bytes || 0} B`;

  function media(message) {
    const content = message.content || {};
    const it = content[message.kind] || {};
    switch (message.kind) {
      case "text": return null;
      case "photo": return picture("Photo");
      case "video": case "animation": case "video_note": return picture(KIND_NAMES[message.kind]);
      case "voice": return row("voice", lasting(it.duration), "Voice message", wave());
      case "audio": return row("play", it.title || it.file_name || "Audio", lasting(it.duration));
      case "document": return row("file", it.file_name || "File", sized(it.file_size));
      case "sticker": return h("div", { class: "media glyph", role: "img", "aria-label": "Sticker" }, it.emoji || "🙂");
      case "dice": return h("div", { class: "media glyph" }, it.emoji || "🎲");
      case "contact": return row("person", it.first_name || "Contact", it.phone_number);
      case "venue": return row("place", it.title || "Place", it.address);
      case "location": return row("place", "Place", `${it.latitude}, ${it.longitude}`);
      case "poll": return row("poll", it.question || "Poll", (it.options || []).map((o) => o.text).join(" · "));
      default: return row("file", KIND_NAMES[message.kind] || message.kind.replaceAll("_", " "));
    }
  }

  function serviceText(message) {
    const it = (message.content || {})[message.kind];
    const who = message.name || "Somebody";
    switch (message.kind) {
      case "new_chat_members": {
        const names = (Array.isArray(it) ? it : []).map((u) => u.first_name).join(", ");
        return names === who ? `${who} joined the group` : `${who} added ${names}`;
      }
      case "left_chat_member": return `${it && it.first_name || who} left the group`;
      case "forum_topic_created": return `${who} opened the topic “${it && it.name || ""}”`;
      case "forum_topic_edited": return it && it.name ? `${who} named the topic “${it.name}”` : `${who} changed the topic’s icon`;
      case "forum_topic_closed": return `${who} closed the topic`;
      case "forum_topic_reopened": return `${who} reopened the topic`;
      case "pinned_message": return `${who} pinned a message`;
      case "new_chat_title": return `${who} named the group “${it}”`;
      case "migrate_to_chat_id": case "migrate_from_chat_id": return "The group became a supergroup";
      default: return `${who}: ${message.kind.replaceAll("_", " ")}`;
    }
  }

  const bigEmoji = (text) => /^(\p{Extended_Pictographic}\uFE0F?){1,3}$/u.test(text);

  /** What an element of a message is made from; an equal value means an equal element. */
  function viewOf(chat, message, before, person, lit) {
    const target = message.reply_to === null ? null : chat.messages.find((m) => m.id === message.reply_to);
    const cont = before && !before.service && before.from === message.from && message.date - before.date < 300;
    const names = message.reactions.map((r) => [r.emoji, r.user === state.bot.id ? state.bot.name : (userOf(r.user) || {}).name || "somebody"]);
    return {
      m: message, cont: Boolean(cont), mine: message.from === person, lit, names,
      pane: chat.kind === "private" ? "user" : "team",
      chat: chat.id,
      target: target ? { id: target.id, name: target.name, text: excerpt(target) } : null,
    };
  }

  function buildMessage(v) {
    const { m } = v;
    if (m.service) return h("p", { class: v.lit ? "service lit" : "service" }, h("span", { dir: "auto" }, serviceText(m)));
    const label = `${m.name || "Somebody"}, ${clockTime(m.date)}`;
    const external = m.external && m.external.origin;
    const words = m.text
      ? h("div", { class: bigEmoji(m.text) && m.kind === "text" ? "words media glyph" : "words", dir: "auto" }, formatted(m.text, m.entities))
      : null;
    const bubble = h("div", { class: "bubble" },
      !v.cont && !v.mine && h("div", { class: "who", hue: hue(m.from) }, h("span", { dir: "auto" }, m.name || "Somebody"), m.by_bot && h("span", { class: "bot" }, "bot")),
      v.target && h("button", { type: "button", class: "ref-to", "data-focus": "ref", onclick: () => goTo({ chat: v.chat, message: v.target.id }) },
        h("b", { dir: "auto" }, v.target.name || ""), h("span", { dir: "auto" }, m.quote && m.quote.text || v.target.text)),
      external && h("div", { class: "ref-to" }, h("b", { dir: "auto" }, external.sender_user ? external.sender_user.first_name : "Elsewhere"), h("span", null, "in another topic")),
      media(m), words,
      h("div", { class: "foot" },
        m.pinned && h("span", { title: "pinned" }, icon("pin")),
        m.edited && h("span", null, "edited"),
        m.silent && v.pane === "team" && m.by_bot && h("span", { title: "sent without sound" }, "silent"),
        h("time", { datetime: new Date(m.date * 1000).toISOString() }, clockTime(m.date))),
      m.reactions.length > 0 && h("div", { class: "reactions" }, v.names.map(([emoji, name]) => h("span", { title: name }, emoji))),
      deeds(v));
    const keys = m.buttons.length > 0 && h("div", { class: "keys" }, m.buttons.map((line) => h("div", null, line.map((button) => key(v, button)))));
    const names = ["msg", v.mine && "mine", v.cont && "cont", v.lit && "lit"].filter(Boolean).join(" ");
    return h("article", {
      class: names, tabindex: "-1", "aria-label": label, "data-status": statusOf(m),
      "data-id": m.id, ondblclick: () => compose(v.pane, "reply", m),
    }, bubble, keys);
  }

  function key(v, button) {
    if (button.url) {
      const anchor = link(button.url, [button.label]);
      anchor.dataset.focus = button.label;
      return anchor;
    }
    const node = h("button", { type: "button", dir: "auto", "data-focus": `key ${button.label}`, disabled: button.data === null, class: v.lit && v.lit !== true && button.label.includes(v.lit) && "lit" }, button.label);
    node.addEventListener("click", async () => {
      node.setAttribute("aria-busy", "true");
      try {
        await press(v.pane === "user" ? ui.user : ui.actor, v.chat, v.m.id, button.data);
      } catch (error) {
        toast(error.message, "bad");
      }
      node.removeAttribute("aria-busy");
    });
    return node;
  }

  function deeds(v) {
    const { m } = v;
    const person = () => v.pane === "user" ? ui.user : ui.actor;
    const deed = (name, what, act) => h("button", { type: "button", tabindex: "-1", title: what, "aria-label": what, "data-focus": what, onclick: act }, icon(name));
    const liked = m.reactions.some((r) => r.emoji === "👍" && r.user === person());
    return h("div", { class: "deeds", role: "group", "aria-label": "What to do with this message" },
      deed("reply", "Reply", () => compose(v.pane, "reply", m)),
      deed("like", liked ? "Take the reaction back" : "React with 👍", () => attempt("react", { user: person(), chat: v.chat, message: m.id, emoji: liked ? "" : "👍" })),
      v.mine && m.kind === "text" && deed("edit", "Edit", () => compose(v.pane, "edit", m)),
      deed("trash", "Delete", async () => {
        if (await ask("Delete this message?", "It disappears for everybody. Telegram does not tell the bot.", "Delete")) {
          await attempt("delete", { chat: v.chat, message: m.id });
        }
      }));
  }

  // ----- panes -----

  const panes = {
    user: { log: $("user-log"), form: $("user-form"), shown: null, stick: true },
    team: { log: $("team-log"), form: $("team-form"), shown: null, stick: true },
  };
  const placeKey = (pane) => pane === "user" ? `u${ui.user}` : `g${ui.group}/${ui.place ?? ""}`;
  const lastId = (list) => list.length ? list[list.length - 1].id : 0;

  function drawLog(pane, chat, list, person, empty) {
    const { log } = panes[pane];
    const view = `${placeKey(pane)}`;
    const fresh = panes[pane].shown !== view;
    const bottom = fresh || panes[pane].stick;
    const before = panes[pane].last || 0;
    const lits = new Map(ui.marks.filter((mark) => mark.pane === pane).map((mark) => [mark.message, mark.label || true]));
    const items = list.map((message, i) => ({
      key: `${view}:${message.id}`,
      data: viewOf(chat, message, list[i - 1], person, lits.get(message.id) || null),
    }));
    if (items.length === 0) items.push({ key: `${view}:empty`, data: { empty } });
    lay(log, items, (data) => data.empty ? h("p", { class: "empty" }, data.empty) : buildMessage(data));
    panes[pane].shown = view;
    panes[pane].last = lastId(list);
    if (bottom) toBottom(pane);
    const jump = log.parentElement.querySelector(".jump");
    jump.hidden = bottom || (jump.hidden && panes[pane].last <= before);
    if (visible(pane)) seen.set(view, Math.max(seen.get(view) || 0, lastId(list)));
    if (fresh) settle(pane);
  }

  /** A reader who is at the end stays there, whatever is added or resized. */
  function toBottom(pane) {
    panes[pane].stick = true;
    panes[pane].log.scrollTop = panes[pane].log.scrollHeight;
  }

  /** Another person or topic: the half-typed text stays with its place. */
  function settle(pane) {
    const { form } = panes[pane];
    const { area } = form;
    const now = placeKey(pane);
    if (form.place === now) return;
    if (form.place) drafts.set(form.place, area.value);
    form.place = now;
    area.value = drafts.get(now) || "";
    grow(area);
    compose(pane, null);
  }

  /** What was there before the page opened is no news. */
  function lookAround() {
    for (const chat of state.chats) {
      const places = chat.kind === "private" ? [`u${chat.id}`] : [`g${chat.id}/`, ...chat.topics.map((t) => `g${chat.id}/${t.thread}`)];
      for (const place of places) seen.set(place, lastId(chat.messages));
    }
  }

  const narrow = matchMedia("(max-width: 819px)");
  const visible = (pane) => !narrow.matches || ui.tab === pane;
  const news = (key, list) => {
    const last = seen.get(key) || 0;
    return list.some((m) => m.id > last && !m.service);
  };

  function avatar(id, name) {
    return h("span", { class: "avatar", "aria-hidden": "true", hue: hue(id) }, [...name][0] || "?");
  }

  function render() {
    choose();
    if (!ui.started) lookAround();
    drawBar();
    const people = outsiders();
    const team = group();
    const user = userOf(ui.user);

    // Left.
    const mine = chatOf(ui.user);
    drawLog("user", mine || { id: ui.user, kind: "private", messages: [] }, mine ? mine.messages : [], ui.user,
      user ? `${user.name} has not written yet. Write below as ${user.name}; the bot answers here and the team sees it.` : "Add a user to begin.");
    lay($("people"), people.map((person) => ({
      key: String(person.id),
      data: { ...person, on: person.id === ui.user, dot: news(`u${person.id}`, (chatOf(person.id) || { messages: [] }).messages.filter((m) => m.by_bot)) },
    })).concat([{ key: "add", data: {} }]), (p, key) => key === "add"
      ? h("button", { type: "button", class: "person add", "data-focus": "add", "aria-label": "Add a user", title: "Add a user", onclick: addUser }, icon("plus"))
      : h("button", {
        type: "button", class: "person", "aria-pressed": String(p.on), "data-focus": "chip",
        onclick: () => { ui.user = p.id; render(); },
      }, avatar(p.id, p.name), h("span", { dir: "auto" }, p.name), h("span", { class: "note" }, p.blocked ? "blocked the bot" : p.language || ""), p.dot && dot()));
    $("user-sub").textContent = user ? [user.username && `@${user.username}`, language(user.language), user.blocked && "has blocked the bot"].filter(Boolean).join(" · ") : "";
    $("block").hidden = !user;
    if (user) {
      $("block").setAttribute("aria-pressed", String(user.blocked));
      $("block").lastElementChild.textContent = user.blocked ? "Unblock the bot" : "Block the bot";
    }
    panes.user.form.area.placeholder = user ? `Write as ${user.name}` : "";

    // Right.
    const plain = !team || !team.forum;
    document.querySelector(".desk").dataset.plain = plain ? "yes" : "no";
    $("topics").hidden = plain;
    const list = team ? listOf(team, ui.place) : [];
    const topic = team && ui.place !== null && team.topics.find((t) => t.thread === ui.place);
    drawLog("team", team || { id: 0, kind: "supergroup", messages: [] }, list, ui.actor,
      !team ? "There is no group yet." : plain || topic ? "Nothing has been written here yet." : "General belongs to the team: nothing that is written here reaches a user. Conversations appear as topics.");
    if (team) drawTeam(team, topic);
    drawTabs(people, team);
    uncover();
    if (!ui.started) {
      ui.started = true;
      document.body.dataset.ready = "yes";
      tell();
    }
  }

  /** A chosen person or topic that is scrolled out of its strip comes into sight, once. */
  function uncover() {
    for (const strip of [$("people"), $("agents"), $("topics")]) {
      const chosen = strip.querySelector("[aria-pressed=true], [aria-current=true]");
      const key = chosen && `${chosen.dataset.key} ${narrow.matches}`;
      if (!chosen || strip.shown === key || !chosen.checkVisibility()) continue;
      strip.shown = key;
      chosen.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
  }

  const dot = () => h("span", { class: "unread", role: "img", "aria-label": "unread" });

  function drawTeam(team, topic) {
    lay($("agents"), members(team).map((m) => ({ key: String(m.user), data: { ...m, on: m.user === ui.actor } })), (m) => h("button", {
      type: "button", class: "person", "aria-pressed": String(m.on), "data-focus": "chip",
      onclick: () => { ui.actor = m.user; render(); },
    }, avatar(m.user, m.name), h("span", { dir: "auto" }, m.name), h("span", { class: "note" }, m.label)));
    const actor = userOf(ui.actor);
    $("team-sub").textContent = [team.title, team.forum ? "forum" : "plain group", team.bot === "out" ? "the bot is not in it" : `bot: ${team.bot}`].join(" · ");
    const shown = team.forum ? [{ thread: null, name: "General", closed: false, icon: "#" }, ...[...team.topics].reverse()] : [];
    lay($("topics"), shown.map((t) => {
      const list = listOf(team, t.thread);
      const status = list.map(statusOf).filter(Boolean).pop() || null;
      const key = `g${team.id}/${t.thread ?? ""}`;
      return { key, data: { ...t, status, on: t.thread === ui.place, dot: news(key, list), lit: ui.marks.some((mark) => mark.topic === t.thread && t.thread !== null) } };
    }), (t) => h("button", {
      type: "button", class: t.lit ? "topic lit" : "topic", "aria-current": t.on ? "true" : null, "data-status": t.closed ? "completed" : t.status, "data-focus": "topic",
      onclick: () => { ui.place = t.thread; ui.touched = true; render(); },
    }, h("span", { class: "glyph", "aria-hidden": "true" }, t.icon || "💬"),
    h("span", { class: "what" }, h("span", { class: "name" }, h("bdi", null, t.name)),
      h("span", { class: "state" }, t.thread === null ? "the team only" : t.status ? STATUS_NAMES[t.status] : t.closed ? "closed" : "open")),
    t.closed && h("span", { title: "closed", role: "img", "aria-label": "closed" }, icon("lock")), t.dot && dot()));
    $("topic-head").hidden = !topic;
    if (topic) {
      lay($("topic-name"), [{ key: "name", data: [topic.icon || "💬", topic.name] }], ([glyph, name]) => h("span", null, `${glyph} `, h("bdi", null, name)));
      const way = topic.closed ? "Reopen by hand" : "Close by hand";
      if ($("topic-close").textContent !== way) $("topic-close").replaceChildren(icon(topic.closed ? "unlock" : "lock"), way);
    }
    panes.team.form.area.placeholder = !actor ? "" : !team.forum ? `Write as ${actor.name}; reply to a message to answer its user`
      : topic ? `Answer as ${actor.name} · // is a note` : `Write to the team as ${actor.name}`;
  }

  function drawTabs(people, team) {
    const left = people.some((p) => news(`u${p.id}`, (chatOf(p.id) || { messages: [] }).messages.filter((m) => m.by_bot)));
    const places = !team ? [] : team.forum ? [null, ...team.topics.map((t) => t.thread)] : [null];
    const right = places.some((place) => news(`g${team.id}/${place ?? ""}`, listOf(team, place)));
    $("tab-user").lastElementChild.hidden = !left || ui.tab === "user";
    $("tab-team").lastElementChild.hidden = !right || ui.tab === "team";
  }

  function drawBar() {
    const now = new Date(state.now);
    const text = now.toLocaleString("en-GB", { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
    if ($("now").textContent !== text) {
      $("now").textContent = text;
      $("now").dateTime = now.toISOString();
    }
    $("advance").hidden = !state.can_advance;
    const all = groups().sort((a, b) => Number(b.forum) - Number(a.forum));
    $("desks").hidden = all.length < 2;
    lay($("desks"), all.map((g) => ({ key: String(g.id), data: { id: g.id, title: g.title, on: g.id === ui.group, forum: g.forum } })), (g) => h("button", {
      type: "button", "aria-pressed": String(g.on), title: g.title, "data-focus": "desk", dir: "auto",
      onclick: () => { ui.group = g.id; ui.place = null; render(); },
    }, all.filter((o) => o.forum === g.forum).length > 1 ? g.title : g.forum ? "Forum" : "Plain"));
  }

  /** Keeps the choices valid while people, groups and topics come and go. */
  function choose() {
    const all = groups();
    if (!all.some((g) => g.id === ui.group)) {
      const moved = chatOf(ui.group);
      const best = all.find((g) => moved && g.id === moved.migrated_to) || all.find((g) => g.forum) || all[0];
      ui.group = best ? best.id : null;
      ui.place = null;
    }
    const people = outsiders();
    if (!people.some((p) => p.id === ui.user)) ui.user = people.length ? people[0].id : null;
    const team = group();
    if (!team) return;
    const able = members(team);
    if (!able.some((m) => m.user === ui.actor)) {
      const agent = able.find((m) => !LEADS.includes(m.standing)) || able[0];
      ui.actor = agent ? agent.user : null;
    }
    const living = (thread) => team.topics.some((t) => t.thread === thread);
    if (!team.forum || (ui.place !== null && !living(ui.place))) ui.place = null;
    // Whoever has not looked into any topic yet is shown the first one that opens.
    const count = team.topics.length;
    if (ui.started && team.forum && !ui.touched && !ui.place && count > (ui.counts.get(team.id) ?? count) && !panes.team.form.area.value) {
      ui.place = team.topics[count - 1].thread;
    }
    ui.counts.set(team.id, count);
  }

  function goTo({ chat, message }) {
    const place = chatOf(chat);
    const found = place && place.messages.find((m) => m.id === message);
    if (!found) return toast("That message is gone.", "bad");
    if (place.kind === "private") {
      ui.user = chat;
      tab("user");
    } else {
      ui.group = chat;
      ui.place = place.forum ? found.thread ?? null : null;
      ui.touched = true;
      tab("team");
    }
    const pane = place.kind === "private" ? "user" : "team";
    ui.marks = [{ pane, message }];
    render();
    reveal(pane, message);
  }

  function reveal(pane, message) {
    const node = panes[pane].log.querySelector(`[data-key$=":${message}"]`);
    if (node) node.scrollIntoView({ block: "nearest" });
  }

  function tab(name) {
    ui.tab = name;
    document.body.dataset.tab = name;
    for (const side of ["user", "team"]) {
      $(`tab-${side}`).setAttribute("aria-selected", String(side === name));
      $(`tab-${side}`).tabIndex = side === name ? 0 : -1;
    }
    if (state && ui.started) {
      toBottom(name);
      render();
    }
  }

  // ----- composing -----

  function buildComposer(pane, label) {
    const { form } = panes[pane];
    const area = h("textarea", { rows: "1", "aria-label": label, dir: "auto", enterkeyhint: "send", maxlength: "4096" });
    const about = h("div", { class: "about", hidden: true });
    const sample = (name, what, kind) => h("button", { type: "button", class: "iconly quiet", title: what, "aria-label": what, onclick: () => send(pane, kind) }, icon(name));
    form.area = area;
    form.about = about;
    form.append(about, h("div", { class: "entry" },
      sample("photo", "Send a sample photo", "photo"), sample("voice", "Send a sample voice message", "voice"),
      area, h("button", { class: "iconly send", title: "Send", "aria-label": "Send" }, icon("send"))));
    area.addEventListener("input", () => grow(area));
    area.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        form.requestSubmit();
      } else if (event.key === "Escape" && ui.composing[pane]) {
        event.preventDefault();
        compose(pane, null);
      }
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send(pane, "text");
    });
  }

  function grow(area) {
    area.style.height = "";
    const wanted = area.value ? area.scrollHeight + 2 : 38;
    area.style.height = `${Math.max(38, Math.min(wanted, 132))}px`;
    area.style.overflowY = wanted > 132 ? "auto" : "hidden";
  }

  /** Begins a reply or an edit, or ends it. */
  function compose(pane, what, message) {
    const { form } = panes[pane];
    const before = ui.composing[pane];
    if (!what && before && before.what === "edit") form.area.value = "";
    ui.composing[pane] = what ? { what, message: message.id } : null;
    form.about.hidden = !what;
    if (what) {
      form.about.replaceChildren(
        h("p", null, h("b", null, what === "edit" ? "Edit " : "Reply to ", what === "reply" && h("bdi", null, message.name || "somebody")), " ", h("bdi", null, excerpt(message))),
        h("button", { type: "button", class: "iconly quiet", "aria-label": "Cancel (Escape)", title: "Cancel (Escape)", onclick: () => compose(pane, null) }, icon("close")));
      if (what === "edit") form.area.value = message.text;
      grow(form.area);
      form.area.focus();
    }
  }

  async function send(pane, kind) {
    const { form } = panes[pane];
    const { area } = form;
    const text = area.value;
    const person = pane === "user" ? ui.user : ui.actor;
    const chat = pane === "user" ? ui.user : ui.group;
    if (person === null || chat === null || (kind === "text" && !text.trim())) return;
    const composing = ui.composing[pane];
    const place = form.place;
    let answer;
    if (composing && composing.what === "edit" && kind === "text") {
      answer = await attempt("edit", { user: person, chat, message: composing.message, text });
    } else {
      const body = { user: person, chat, kind, text: kind === "voice" ? "" : text };
      if (pane === "team" && ui.place !== null) body.thread = ui.place;
      if (composing && composing.what === "reply") body.reply_to = composing.message;
      answer = await attempt("say", body);
    }
    if (!answer) return;
    toBottom(pane);
    // What was typed while the message was on its way stays.
    if (form.place === place && area.value === text && kind !== "voice") {
      area.value = "";
      grow(area);
    }
    if (ui.composing[pane] === composing) compose(pane, null);
  }

  function addUser() {
    $("newcomer-form").reset();
    $("newcomer").showModal();
  }

  // ----- the guided story -----

  const story = { at: -1, open: true, busy: false };

  /** Newest message of the story's place with a button that says this. */
  function withButton(label) {
    const list = listOf(chatOf(story.group), story.place).filter((m) => m.id >= (story.since || 0));
    for (let i = list.length - 1; i >= 0; i -= 1) {
      const button = list[i].buttons.flat().find((b) => b.data !== null && b.label.includes(label));
      if (button) return { message: list[i], button };
    }
    return null;
  }

  const noticeAfter = (id, words) => (chatOf(story.user.id) || { messages: [] }).messages
    .find((m) => m.by_bot && m.id > id && (!words || m.text.includes(words)));
  const lastOf = (chat) => lastId((chatOf(chat) || { messages: [] }).messages);

  async function pressLabel(person, label, patience) {
    const { message, button } = await until(() => withButton(label), patience || `no button “${label}” appeared in the group`);
    const answer = await press(person.user, story.group, message.id, button.data);
    if (answer.alert) throw new Error(`The bot refused “${label}”: ${answer.text}`);
    if (!answer.answered) throw new Error(`The bot did not answer “${label}” within 5 seconds.`);
    return message;
  }

  function show(side, mark, person) {
    ui.marks = mark ? [mark] : [];
    if (side === "team") {
      ui.group = story.group;
      ui.place = story.place;
      ui.touched = true;
      if (person) ui.actor = person.user;
    } else {
      ui.user = story.user.id;
    }
    tab(side);
    render();
    if (mark && mark.message) reveal(mark.pane, mark.message);
  }

  function cast() {
    const people = outsiders();
    const team = group();
    if (!team || !people.length) throw new Error("The story needs a group with the bot in it and a user outside.");
    const able = members(team);
    const english = (p) => (p.language || "").startsWith("en") && !p.blocked;
    story.user = people.find((p) => english(p) && !chatOf(p.id)) || people.find(english) || people[0];
    story.agent = able.find((m) => !LEADS.includes(m.standing) && m.label === "agent") || able.find((m) => !LEADS.includes(m.standing)) || able[0];
    story.lead = able.find((m) => m.label === "lead") || able.find((m) => m.standing === "admin") || able.find((m) => LEADS.includes(m.standing)) || able[0];
    if (!story.agent) throw new Error("The story needs somebody in the group.");
    story.group = team.id;
    story.place = null;
  }

  const QUESTION = "Hello! My order 4711 has not arrived yet. Can you help?";
  const ANSWER = "Hello, this is support. Your parcel left us this morning and should reach you tomorrow.";

  const CHAPTERS = [
    () => `${story.user ? story.user.name : "A user"} writes`,
    () => `${story.agent ? story.agent.name : "An agent"} takes and answers`,
    () => "Mark Complete, Confirm",
    () => "Reopen",
  ];

  // Each step: chapter, what its button says, and the deed, which returns what to read afterwards.
  const STEPS = [
    {
      chapter: 0, next: "Next",
      async act() {
        const before = lastOf(story.group);
        await post("say", { user: story.user.id, chat: story.user.id, text: QUESTION });
        show("user");
        const card = await until(() => {
          const team = chatOf(story.group);
          const arrived = team.messages.find((m) => m.id > before && m.by_bot && m.text.includes("order 4711"));
          if (!arrived) return null;
          story.place = team.forum ? arrived.thread ?? null : null;
          story.relay = arrived.id;
          // A plain group shows many conversations; this one begins with its card, unless it is older.
          story.since = team.forum ? 0 : arrived.id;
          const found = withButton("Take") || withButton("Mark Complete");
          if (!found && !team.forum) story.since = 0;
          return found || withButton("Take") || withButton("Mark Complete");
        }, "the message did not reach the group. Is the bot running and this group its desk?");
        show("team", { pane: "team", message: card.message.id, topic: story.place, label: "Take" }, story.agent);
        return `${story.user.name}’s message is here as conversation ${number()}. The card shows who writes and that nobody owns it yet. Next: ${story.agent.name} presses Take.`;
      },
    },
    {
      chapter: 1, next: "Next",
      async act() {
        const card = withButton("Take") ? await pressLabel(story.agent, "Take") : null;
        const ready = await until(() => {
          const now = card && chatOf(story.group).messages.find((m) => m.id === card.id);
          const waits = now && now.buttons.flat().some((button) => button.label.includes("Take"));
          return !waits && withButton("Mark Complete");
        }, "the card did not change");
        show("team", { pane: "team", message: ready.message.id, topic: story.place }, story.agent);
        return `${story.agent.name} owns it now, for everybody to see. Next: ${story.agent.name} answers ${chatOf(story.group).forum ? "by writing into the topic" : "by replying to the message"}.`;
      },
    },
    {
      chapter: 1, next: "Next",
      async act() {
        const before = lastOf(story.user.id);
        const team = chatOf(story.group);
        const body = { user: story.agent.user, chat: story.group, text: ANSWER };
        if (story.place !== null) body.thread = story.place;
        else if (!team.forum) body.reply_to = story.relay;
        await post("say", body);
        const arrived = await until(() => noticeAfter(before, "Your parcel"), "the answer did not reach the user");
        show("user", { pane: "user", message: arrived.id });
        return `${story.user.name} reads the answer. It comes from the desk; no name of the team shows. Next: ${story.agent.name} presses Mark Complete.`;
      },
    },
    {
      chapter: 2, next: "Next",
      async act() {
        await pressLabel(story.agent, "Mark Complete");
        const question = await until(() => withButton("Confirm: solved"), "the bot did not ask for a confirmation");
        show("team", { pane: "team", message: question.message.id, topic: story.place, label: "Confirm: solved" }, story.agent);
        return `Completing always asks first, with the reason. Nothing has happened yet. Next: ${story.agent.name} presses “Confirm: solved”.`;
      },
    },
    {
      chapter: 2, next: "Next",
      async act() {
        const before = lastOf(story.user.id);
        await pressLabel(story.agent, "Confirm: solved");
        const notice = await until(() => noticeAfter(before), "no notice reached the user");
        await until(() => withButton("Reopen"), "the card shows no “Reopen”");
        show("user", { pane: "user", message: notice.id });
        return `${story.user.name} is told once, and how to write again. In the group the conversation is completed${chatOf(story.group).forum ? " and its topic closed" : ""}. Next: ${story.lead.name} presses Reopen.`;
      },
    },
    {
      chapter: 3, next: "Next",
      async act() {
        await pressLabel(story.lead, "Reopen");
        const question = await until(() => withButton("Confirm: user asked"), "the bot did not ask for the reason");
        show("team", { pane: "team", message: question.message.id, topic: story.place, label: "Confirm: user asked" }, story.lead);
        return `Reopening is for leads and admins. It asks too, with a summary of what was said. Next: ${story.lead.name} presses “Confirm: user asked”.`;
      },
    },
    {
      chapter: 3, next: "Finish",
      async act() {
        const before = lastOf(story.user.id);
        await pressLabel(story.lead, "Confirm: user asked");
        const notice = await until(() => noticeAfter(before), "no notice reached the user");
        show("user", { pane: "user", message: notice.id });
        return `The same conversation, number and topic go on, and ${story.user.name} knows. That is the whole circle. Now try it yourself: write, answer, block the bot, delete the topic, move the clock.`;
      },
    },
  ];

  function number() {
    const list = listOf(chatOf(story.group), story.place).filter((m) => m.id >= story.since);
    const card = list.map((m) => /#\d+/.exec(m.text)).find(Boolean);
    const topic = (chatOf(story.group).topics || []).find((t) => t.thread === story.place);
    return card ? card[0] : topic ? topic.name : "in the group";
  }

  /** Draws the panel; without a text it tells the beginning. */
  function tell(text, tone) {
    $("story").hidden = !story.open;
    $("story-open").hidden = story.open;
    if (!story.open) return;
    if (story.at < 0 && !text) {
      try {
        cast();
        text = `${story.user.name} has a question, the team works in ${group().forum ? "a forum" : "a plain group"}. Each “Next” does one thing as a person would, through the running bot. Watch the outlined message.`;
      } catch (error) {
        text = error.message;
      }
    }
    const over = story.at >= STEPS.length;
    const chapter = over ? CHAPTERS.length : STEPS[Math.max(0, story.at)].chapter;
    lay($("chapters"), CHAPTERS.map((name, i) => ({ key: String(i), data: { i, name: name(), current: i === chapter, done: i < chapter } })), (c) => h("li", {
      "aria-current": c.current ? "step" : null, class: c.done ? "done" : null,
    }, h("b", { "aria-hidden": "true" }, c.done ? "✓" : String(c.i + 1)), h("span", null, c.name)));
    if (text) $("story-text").textContent = text;
    $("story").dataset.over = over ? "yes" : "no";
    $("story-text").dataset.tone = tone || "plain";
    $("story-next").textContent = story.busy ? "Waiting…" : tone === "bad" ? "Try again" : over ? "Finish" : "Next";
    $("story-next").setAttribute("aria-disabled", String(story.busy));
    $("story-skip").hidden = over;
  }

  async function turn() {
    if (story.busy || !state) return;
    if (story.at >= STEPS.length) return end();
    try {
      if (story.at < 0) {
        cast();
        story.at = 0;
      }
    } catch (error) {
      return tell(error.message, "bad");
    }
    const step = STEPS[story.at];
    const run = (story.run = {});
    story.busy = true;
    tell();
    let text;
    let tone;
    try {
      text = await step.act();
      if (story.run === run) story.at += 1;
    } catch (error) {
      text = error.message;
      tone = "bad";
    }
    // Skipped meanwhile: whatever came late is not told.
    if (story.run !== run) return;
    story.busy = false;
    tell(text, tone);
  }

  function end() {
    Object.assign(story, { open: false, busy: false, at: -1, run: null });
    ui.marks = [];
    tell();
    render();
    // A phone would open its keyboard over the page.
    (narrow.matches ? $("story-open") : panes.user.form.area).focus();
  }

  // ----- wiring -----

  function wire() {
    buildComposer("user", "Message as the user");
    buildComposer("team", "Message as the acting person");
    for (const [name, pane] of Object.entries(panes)) {
      const jump = pane.log.parentElement.querySelector(".jump");
      let height = 0;
      jump.addEventListener("click", () => { toBottom(name); pane.log.focus({ preventScroll: true }); });
      pane.log.addEventListener("scroll", () => {
        // A scroll caused by another height of the pane is not the reader's wish.
        if (pane.log.clientHeight !== height) return;
        pane.stick = pane.log.scrollHeight - pane.log.scrollTop - height < 48;
        if (pane.stick) jump.hidden = true;
      }, { passive: true });
      new ResizeObserver(() => {
        height = pane.log.clientHeight;
        if (pane.stick) toBottom(name);
      }).observe(pane.log);
      pane.log.addEventListener("keydown", walk);
    }
    $("tab-user").addEventListener("click", () => tab("user"));
    $("tab-team").addEventListener("click", () => tab("team"));
    document.querySelector(".tabs").addEventListener("keydown", (event) => {
      if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
      tab(ui.tab === "user" ? "team" : "user");
      $(`tab-${ui.tab}`).focus();
    });
    narrow.addEventListener("change", () => { if (state) render(); });
    $("advance").addEventListener("click", async (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      const moved = await attempt("advance", { seconds: Number(button.dataset.seconds) });
      if (moved) toast(`The clock moved ${button.textContent.slice(1)} forward.`);
    });
    $("block").addEventListener("click", () => {
      const user = userOf(ui.user);
      if (user) attempt(user.blocked ? "unblock" : "block", { user: user.id });
    });
    $("topic-close").addEventListener("click", () => {
      const topic = group().topics.find((t) => t.thread === ui.place);
      if (topic) attempt(topic.closed ? "reopen_topic" : "close_topic", { user: ui.actor, chat: ui.group, thread: topic.thread });
    });
    $("topic-delete").addEventListener("click", async () => {
      const topic = group().topics.find((t) => t.thread === ui.place);
      if (topic && await ask(`Delete the topic “${topic.name}”?`, "All its messages go with it. Telegram does not tell the bot; it notices at its next message there.", "Delete")) {
        await attempt("delete_topic", { user: ui.actor, chat: ui.group, thread: topic.thread });
      }
    });
    $("newcomer-cancel").addEventListener("click", () => $("newcomer").close());
    $("newcomer-form").addEventListener("submit", async (event) => {
      event.preventDefault();
      const name = $("newcomer-name").value.trim();
      if (!name) return;
      const code = $("newcomer-language").value;
      const made = await attempt("user", code ? { name, language: code } : { name });
      if (!made) return;
      $("newcomer").close();
      await until(() => userOf(made.user), "the new user did not appear").then(() => { ui.user = made.user; render(); panes.user.form.area.focus(); }, (error) => toast(error.message, "bad"));
    });
    $("story-next").addEventListener("click", turn);
    $("story-skip").addEventListener("click", end);
    $("story-open").addEventListener("click", () => {
      Object.assign(story, { open: true, at: -1, busy: false, run: null });
      tell();
      $("story-next").focus();
    });
  }

  /** Arrows walk through the messages; Enter replies; the tools of the one in focus can be tabbed to. */
  function walk(event) {
    const log = event.currentTarget;
    const here = document.activeElement.closest(".msg");
    if (event.key === "Enter" && document.activeElement === here && here) {
      event.preventDefault();
      here.querySelector(".deeds button").click();
    }
    if (!["ArrowUp", "ArrowDown"].includes(event.key)) return;
    const all = [...log.querySelectorAll(".msg")];
    if (!all.length) return;
    event.preventDefault();
    const at = all.indexOf(here);
    const to = at === -1 ? all.length - 1 : Math.max(0, Math.min(all.length - 1, at + (event.key === "ArrowUp" ? -1 : 1)));
    for (const button of log.querySelectorAll(".deeds button")) button.tabIndex = -1;
    for (const button of all[to].querySelectorAll(".deeds button")) button.tabIndex = 0;
    all[to].focus();
    all[to].scrollIntoView({ block: "nearest" });
  }

  wire();
  listen();
})();
