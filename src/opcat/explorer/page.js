"use strict";
// Everything here follows from the facts and from what is chosen.
(() => {
  const facts = JSON.parse(document.getElementById("facts").textContent);
  const $$ = (id) => document.getElementById(id);
  const SVG = "http://www.w3.org/2000/svg";
  const DAY = 86400000;
  const still = matchMedia("(prefers-reduced-motion: reduce)");

  const number = (day) => Math.round(Date.parse(`${day}T00:00:00Z`) / DAY);
  const iso = (n) => new Date(n * DAY).toISOString().slice(0, 10);
  // As the package folds names, so that both compare the same.
  const LETTERS = { "&": " and ", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ı: "i", ß: "ss", ى: "ي", ی: "ي", ة: "ه", ک: "ك", ـ: "" };
  const fold = (text) =>
    text
      .normalize("NFKD")
      .replace(/\.(?=[\p{L}\p{N}]{2})|(?<=[\p{L}\p{N}]{2})\.(?=[\p{L}\p{N}])/gu, " ")
      .toLowerCase()
      .replace(/[\p{M}\p{Cf}'’‘`´ʻʼ′.]/gu, "")
      .replace(/[&æœøłđðþıßىیةکـ]/gu, (letter) => LETTERS[letter])
      .split(/[^\p{L}\p{N}]+/u)
      .filter((word) => word && word !== "the")
      .join(" ");
  const isSignature = (kind) => kind === "signature" || kind === "succession_to_signature";
  const ENDS = ["denunciation", "withdrawal_of_signature", "revocation_of_denunciation"];
  const isConsent = (kind) => !isSignature(kind) && !ENDS.includes(kind);

  function make(name, attributes = {}, ...children) {
    const svg = name.startsWith("svg:");
    const made = svg ? document.createElementNS(SVG, name.slice(4)) : document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  // ---- the words, in the language that is chosen: of facts.words, English where none is

  const ENGLISH = "en";
  const LANGUAGES = Object.keys(facts.words);
  // What the visitor's browser prefers, of the languages that the page has.
  const preferred = navigator.languages.map((tag) => tag.slice(0, 2)).find((code) => code in facts.words) ?? ENGLISH;
  let words;
  let numbers;
  let plurals;
  let days;
  // As the language sorts words.
  let compare;

  function entry(key, n) {
    const word = (facts.isProtocol ? undefined : words[`${key}.other`]) ?? words[key];
    return typeof word === "string" ? word : (word[plurals.select(n)] ?? word.other);
  }
  // A text, with its values in their places: texts, numbers or elements.
  const parts = (key, values = {}) =>
    entry(key, values.n)
      .split(/\{(\w+)\}/)
      .map((text, place) => (place % 2 ? (typeof values[text] === "number" ? numbers.format(values[text]) : values[text]) : text))
      .filter((part) => part !== "");
  const say = (key, values) =>
    parts(key, values)
      .map((part) => part.textContent ?? part)
      .join("");
  const joined = (texts) => texts.join(say("separator"));
  // What the record has in English stays English, and says so.
  const english = (text) => (choice.lang === ENGLISH ? text : make("span", { lang: ENGLISH }, text));

  function writer(parts) {
    const format = new Intl.DateTimeFormat(words.locale, { timeZone: "UTC", year: "numeric", month: "long", ...parts });
    const known = new Map();
    return (day) => {
      if (!known.has(day)) {
        const found = format.formatToParts(Date.parse(`${day}T00:00:00Z`));
        known.set(day, found.map(({ type, value }) => (type === "day" && value === "1" ? words.first_of_month : value)).join(""));
      }
      return known.get(day);
    };
  }
  const written = (day) => days.written(day);
  // Of some dates only the month is known, or the year.
  const dated = (on) => (on.length === 10 ? written(on) : on.length === 7 ? days.month(`${on}-01`) : on);
  const act = (kind) => say(`kind.${kind}`);

  // A phrase of the facts: its key, and what stands in its places.
  const TERMS = { act: "kind", visit: "visit", declaration: "declaration", effect: "effect" };
  function phrase([key, values]) {
    if (!key) return [english(values.text)];
    const said = {};
    for (const [name, value] of Object.entries(values)) {
      if (name in TERMS) said[name] = say(`${TERMS[name]}.${value}`);
      else if (name === "day") said[name] = dated(value);
      else if (name === "answer") said[name] = say(`known.${value}`);
      else if (name === "n" || name === "least") said[name] = +value;
      else said[name] = english(value);
    }
    return parts(key, said);
  }

  function speak() {
    words = facts.words[choice.lang];
    numbers = new Intl.NumberFormat(words.locale, { useGrouping: "min2" });
    plurals = new Intl.PluralRules(words.locale);
    days = { written: writer({ day: "numeric" }), month: writer({}) };
    ({ compare } = new Intl.Collator(words.locale));
    document.documentElement.lang = choice.lang;
    for (const one of document.querySelectorAll("[data-words]")) {
      const said = {
        treaty: english(facts.treaty),
        day: make("strong", {}, written(facts.asOf)),
        collection: make("cite", { lang: ENGLISH }, "Multilateral Treaties Deposited with the Secretary-General"),
        version: facts.version,
        titles: make("span", {}, ...titles()),
      };
      one.replaceChildren(...parts(one.dataset.words, said));
    }
    document.title = say("title", { treaty: facts.treaty });
    for (const name of ["aria-label", "placeholder", "content"]) {
      for (const one of document.querySelectorAll(`[data-${name}]`)) one.setAttribute(name, say(one.getAttribute(`data-${name}`), { treaty: facts.treaty }));
    }
    for (const state of facts.states) {
      const own = choice.lang === ENGLISH || state.names[choice.lang];
      state.label = state.names[choice.lang] ?? state.name;
      state.title.textContent = state.label;
      if (own) state.title.removeAttribute("lang");
      else state.title.lang = ENGLISH;
      state.folded = [...new Set([state.label, state.name, state.depositary].map(fold))];
      state.filled = state.tells = null;
    }
    const names = new Intl.Collator(words.locale, { ignorePunctuation: true });
    // In English they have the order of the package.
    states.all = choice.lang === ENGLISH ? facts.states : facts.states.toSorted((one, other) => names.compare(one.label, other.label));
    if (playing) $$("play").textContent = say("pause");
    $$("status").textContent = "";
    curved = null;
    drawnFor = null;
  }

  function titles() {
    const others = facts.titles.filter(([language]) => language !== choice.lang);
    return others.flatMap(([lang, text], place) => [place ? say("separator") : "", make("cite", lang === "ar" ? { lang, dir: "rtl" } : { lang }, text)]);
  }

  const FIRST = number(facts.first);
  const LAST = number(facts.asOf);
  const groupName = (group) => say(`group.${group}`);
  const VIEWS = facts.map.views.map(([name]) => name);
  const choice = { lang: preferred, day: facts.asOf, show: "parties", group: "", basis: "deposit", order: "name", name: "", form: "list", sort: "state", direction: "ascending", view: facts.map.views[0][0], state: "" };

  // ---- what was so on a day: the acts and the steps up to it, and nothing else

  function standing(state, day) {
    let now = null;
    for (const step of state.steps) if (step[0] <= day) now = step;
    const acts = state.acts.filter(([, on]) => on <= day);
    const eligible = state.eligible.find(([since, until]) => since <= day && (until === null || day < until));
    const last = acts.findLast(([kind]) => isSignature(kind) || kind === "withdrawal_of_signature");
    const signature = last && isSignature(last[0]) ? last : null;
    const consent = acts.findLast(([kind]) => isConsent(kind));
    return {
      acts,
      standing: now ? now[1] : "no_action",
      inForce: now ? now[2] : false,
      eligibleOn: eligible ? eligible[0] : null,
      signedOn: signature ? signature[1] : null,
      consent: consent ? consent[0] : null,
      depositedOn: consent ? consent[1] : null,
      inForceOn: now ? now[3] : null,
      withdrawnOn: now ? now[4] : null,
    };
  }

  const isParty = (now) => (choice.basis === "deposit" ? now.standing === "party" : now.standing === "party" && now.inForce);
  // A participant that is no longer counted looks like one that did nothing.
  const drawn = (now) => (look(now) in MARKS ? look(now) : "no_action");
  const look = (now) => (now.standing === "party" && !isParty(now) ? "waiting" : now.standing);
  // Which definition of party is shown; the usual one is not repeated everywhere.
  const basis = () => (choice.basis === "in_force" ? say("in_force") : "");
  const depends = (show) => show === "parties" || show === "others";
  // A former State is counted among none, though its acts stay in the list.
  const isSignatory = (now) => now.signedOn !== null && now.standing !== "no_longer_counted";
  const SHOWN = {
    parties: isParty,
    pending: (now) => now.standing === "pending_signatory",
    signatories: isSignatory,
    others: (now) => !isParty(now),
    all: () => true,
  };

  // ---- which States a text means: 0 exactly, more the less it says, and Infinity if it is not theirs

  function searched(typed) {
    const text = typed.trim();
    const bare = text.replace(/^(?:(?:le|la|les|el|los|las)\s+|l['’])/i, "");
    const folded = [...new Set([text, bare].map(fold))].filter(Boolean);
    // Between Chinese words nothing stands.
    const wanted = folded.map((one) => (/\p{Script=Han}/u.test(one) ? one.replaceAll(" ", "") : one));
    return { text, wanted, code: /^\d{1,2}$/.test(text) ? text.padStart(3, "0") : text.toUpperCase() };
  }

  function rank({ codes, folded: names, keys }, { text, wanted, code }) {
    if (!text || codes.includes(code) || wanted.some((one) => names.includes(one) || keys.includes(one))) return 0;
    const isLong = (one) => one.length > 2 || /\P{ASCII}/u.test(one);
    const ways = [
      (one) => names.some((name) => name.startsWith(one)),
      (one) => names.some((name) => name.includes(` ${one}`)),
      (one) => isLong(one) && keys.some((key) => key.startsWith(one)),
      (one) => isLong(one) && names.some((name) => name.includes(one)),
    ];
    const found = ways.findIndex((way) => wanted.some(way));
    return found < 0 ? Infinity : found + 1;
  }

  // ---- which States somebody may have meant who typed something else

  // As `_names/hints.py` counts them; a browser test compares both.
  const [SHORTEST, LONG] = [4, 9];

  // How many edits lead from one text to another, as the package counts them; above `most`, any larger number.
  function edits(start, target, most) {
    const letters = [new Set(start), new Set(target)];
    const differ = [...letters[0]].filter((one) => !letters[1].has(one)).length + [...letters[1]].filter((one) => !letters[0].has(one)).length;
    if (Math.abs(start.length - target.length) > 1 || differ > 2 * most || target.length < SHORTEST) return most + 1;
    let before = [];
    let last = Array.from({ length: target.length + 1 }, (_, place) => place);
    for (let row = 1; row <= start.length; row++) {
      const here = [row];
      for (let place = 1; place <= target.length; place++) {
        const least = Math.min(last[place] + 1, here[place - 1] + 1, last[place - 1] + (start[row - 1] !== target[place - 1]));
        const swapped = row > 1 && place > 1 && start[row - 1] === target[place - 2] && start[row - 2] === target[place - 1];
        here.push(swapped ? Math.min(least, before[place - 2] + 1) : least);
      }
      if (Math.min(...here) > most) return most + 1;
      [before, last] = [last, here];
    }
    return last.at(-1);
  }

  // Up to three, of the nearest spelling: in the language of the page first, and else in any.
  function near({ text }) {
    const wanted = fold(text.replace(/\p{Nd}/gu, "")).slice(0, 100);
    if (wanted.length < SHORTEST) return [];
    const most = wanted.length < LONG ? 1 : 2;
    for (const spelled of [({ folded }) => folded, ({ keys }) => keys]) {
      const found = states.all.map((state) => [Math.min(...spelled(state).map((one) => edits(wanted, one, most))), state]);
      const least = Math.min(...found.map(([far]) => far));
      if (least <= most) return found.filter(([far]) => far === least).map(([, state]) => state).slice(0, 3);
    }
    return [];
  }

  // What the record says of a name that is no State's; null where it knows nothing of it.
  function notState({ wanted }) {
    const key = wanted.find((one) => Object.hasOwn(facts.refused, one));
    if (key === undefined) return null;
    const [reason, note, ...codes] = facts.refused[key];
    const related = codes.map((code) => states.get(code)).filter(Boolean);
    const applied = facts.territories.filter(([places, , since]) => places.includes(key) && since <= choice.day);
    return { reason: related.length ? reason : "not_in_record", note, related, applied };
  }

  // States as buttons, each of which searches for itself.
  function offered(some) {
    const buttons = some.map((state) => {
      const button = make("button", { type: "button" }, state.title.cloneNode(true));
      button.addEventListener("click", () => {
        $$("name").value = state.label;
        type(state.label);
        $$("name").focus();
      });
      return button;
    });
    return make("span", { class: "offered" }, ...buttons.flatMap((button, place) => (place ? [say("separator"), button] : [button])));
  }

  // ---- what is drawn once

  function sign(kind) {
    const drawn = make("svg:svg", { viewBox: "-12 -12 24 24", class: "sign", "aria-hidden": "true", focusable: "false" });
    drawn.append(make("svg:use", { href: `#mark-${kind}` }));
    return drawn;
  }

  // Shapes and directions of hatching are those of `charts.map`.
  const MARKS = {
    party: ["svg:circle", { r: 9, fill: "var(--party)", stroke: "var(--back)", "stroke-width": 1.5 }],
    waiting: ["svg:path", { d: "M0-9A9 9 0 0 1 0 9z M0-9A9 9 0 0 0 0 9", fill: "var(--party)", "fill-opacity": ".55", stroke: "var(--party)", "stroke-width": 2 }],
    pending_signatory: ["svg:path", { d: "M0-9 10 8-10 8z", fill: "var(--pending-back)", stroke: "var(--pending)", "stroke-width": 2.5 }],
    withdrawn: ["svg:path", { d: "M0-10 10 0 0 10-10 0z", fill: "var(--gone-back)", stroke: "var(--gone)", "stroke-width": 2.5 }],
    no_action: ["svg:circle", { r: 6, fill: "var(--land)", stroke: "var(--shore)", "stroke-width": 1.5 }],
  };

  // Land that is by itself no State of the record, such as Greenland, has no colour, and no mark.
  const NO_STATE = "no_state";

  function hatch(id, scaled, back, front, ...lines) {
    const pattern = make("svg:pattern", { id: scaled ? id : `${id}-key`, class: scaled ? "scaled" : "", width: 12, height: 12, patternUnits: "userSpaceOnUse", patternTransform: "scale(.7)" });
    pattern.append(make("svg:rect", { width: 12, height: 12, style: `fill: var(${back})` }));
    for (const d of lines) pattern.append(make("svg:path", { d, style: `stroke: var(${front}); stroke-width: 3.2; fill: none` }));
    return pattern;
  }

  // As on the chart: too small to be seen is what has less than so many pixels.
  const isSmall = (mark, unit) => mark.dataset.size < facts.map.small * unit * unit;

  // Marks and hatching have one size, whatever the size of the map; a pixel is so many of its units.
  function resize(map, unit) {
    for (const pattern of map.querySelectorAll(".scaled")) pattern.setAttribute("patternTransform", `scale(${0.55 * unit})`);
    for (const mark of map.querySelectorAll(".mark")) {
      mark.setAttribute("transform", `${mark.dataset.at} scale(${0.42 * unit})`);
      mark.setAttribute("visibility", isSmall(mark, unit) ? "visible" : "hidden");
    }
  }

  const beside = matchMedia("(min-width: 68rem)");
  let touched;
  let rescale;
  let closer = null;
  // The State that is meant: the map marks it, and moves to it where it is sought or out of sight.
  let here = null;
  let hasMoved = false;
  let point;
  function meant({ text }) {
    if (!text) return states.get(choice.state) ?? null;
    const best = Math.min(...states.all.map((state) => state.rank));
    const found = best < Infinity ? states.all.filter(({ rank }) => rank === best) : [];
    return found.length === 1 ? found[0] : null;
  }
  let seeking = 0;
  function seek(wait) {
    clearTimeout(seeking);
    seeking = setTimeout(() => {
      const search = searched(choice.name);
      if (!search.text) point(null);
      point(meant(search), search.text !== "");
    }, wait);
  }

  // Where a group lies; the others lie all over the world.
  const PART_OF = { african: "Africa", eastern_european: "Europe", latin_american_and_caribbean: "Americas", asia_pacific: "Asia" };

  // Two fingers draw a part of the map nearer, and one moves it then.
  function followFingers(map, part) {
    const [, , wide, high] = facts.map.views[0][1];
    const fingers = new Map();
    const hand = () => {
      const all = [...fingers.values()];
      const mean = (axis) => all.reduce((sum, one) => sum + one[axis], 0) / all.length;
      return { x: mean("clientX"), y: mean("clientY"), spread: all.length === 2 ? Math.hypot(all[0].clientX - all[1].clientX, all[0].clientY - all[1].clientY) : 0 };
    };
    const within = (value, most) => Math.max(0, Math.min(value, most));
    function move(from, to) {
      if (!closer && !to.spread) return;
      const [x, y, width, height] = closer ?? part();
      const { a: scale, e: left, f: top } = map.getScreenCTM();
      const most = Math.max(width, part()[2]);
      const nearer = Math.min(most, Math.max(wide / 16, from.spread && to.spread ? (width * from.spread) / to.spread : width)) / width;
      const placed = (was, from, to, edge, size, end) => within(was + (from - edge) / scale - was - ((to - edge) / scale - was) * nearer, Math.max(0, end - size * nearer));
      closer = [placed(x, from.x, to.x, left, width, wide), placed(y, from.y, to.y, top, height, high), width * nearer, height * nearer];
      if (closer[2] >= part()[2] * 0.999) closer = null;
      rescale();
    }
    let last;
    map.addEventListener("pointerdown", (event) => {
      if (event.pointerType === "mouse" || fingers.size === 2) return;
      fingers.set(event.pointerId, event);
      last = hand();
    });
    map.addEventListener("pointermove", (event) => {
      if (!fingers.has(event.pointerId)) return;
      fingers.set(event.pointerId, event);
      const now = hand();
      move(last, now);
      last = now;
    });
    for (const ends of ["pointerup", "pointercancel", "pointerleave"]) {
      map.addEventListener(ends, ({ pointerId }) => {
        if (fingers.delete(pointerId) && fingers.size) last = hand();
      });
    }
  }

  function drawMap() {
    const { views, shapes, others, marks } = facts.map;
    const map = $$("map");
    const definitions = make("svg:defs");
    for (const scaled of [true, false]) {
      definitions.append(
        hatch("pending", scaled, "--pending-back", "--pending", "M-3 3 3-3M0 12 12 0M9 15 15 9"),
        hatch("waiting", scaled, "--land", "--party", "M0 3H12M0 9H12"),
        hatch("withdrawn", scaled, "--gone-back", "--gone", "M-3 9 3 15M0 0 12 12M9-3 15 3"),
      );
    }
    for (const [kind, [name, attributes]] of Object.entries(MARKS)) {
      definitions.append(make("svg:g", { id: `mark-${kind}` }, make(name, attributes)));
    }
    map.append(definitions, make("svg:path", { d: others, class: "others" }));
    for (const [code, d] of Object.entries(shapes)) {
      const shape = make("svg:path", { d, class: "shape", "data-code": code });
      map.append(shape);
      states.get(code).shape = shape;
    }
    for (const [code, [x, y, size]] of Object.entries(marks)) {
      const mark = make("svg:use", { class: "mark", "data-code": code, "data-at": `translate(${x} ${y})`, "data-size": size });
      map.append(mark);
      states.get(code).mark = mark;
    }
    const ring = make("svg:circle", { class: "ring", r: 22, visibility: "hidden" });
    map.append(ring);
    const part = () => views[$$("view").selectedIndex][1];
    followFingers(map, part);
    rescale = () => {
      map.setAttribute("viewBox", (closer ?? part()).join(" "));
      map.classList.toggle("closer", closer !== null);
      const unit = 1 / (map.getScreenCTM()?.a || 1);
      resize(map, unit);
      ring.setAttribute("transform", `${here?.mark?.dataset.at ?? ""} scale(${0.42 * unit})`);
      ring.setAttribute("visibility", here?.mark && isSmall(here.mark, unit) ? "visible" : "hidden");
    };
    // The part of the map around a State, with land beside it that tells where it lies.
    const [, , whole, tall] = views[0][1];
    const around = ({ shape, mark }, least) => {
      const { x, y, width, height } = (shape ?? mark).getBBox();
      const [middle, centre] = shape ? [x + width / 2, y + height / 2] : mark.dataset.at.match(/-?[\d.]+/g).map(Number);
      const wide = Math.min(whole, Math.max(least, 1.5 * width, (1.5 * height * whole) / tall));
      const high = (wide * tall) / whole;
      const within = (place, size, all) => Math.max(0, Math.min(place - size / 2, all - size));
      return [within(middle, wide, whole), within(centre, high, tall), wide, high];
    };
    const isSeen = ({ shape, mark }) => {
      const [one, all] = [shape ?? mark, map].map((drawn) => drawn.getBoundingClientRect());
      return one.right > all.left && one.left < all.right && one.bottom > all.top && one.top < all.bottom;
    };
    point = (state, isSought) => {
      if (isTable()) return; // what is not drawn lies nowhere
      for (const drawn of [here?.shape, here?.mark]) drawn?.classList.remove("here");
      here = state?.shape || state?.mark ? state : null;
      for (const drawn of [here?.shape, here?.mark]) drawn?.classList.add("here");
      if (here && (isSought || !isSeen(here))) {
        closer = around(here, whole / 6);
        hasMoved = true;
      } else if (!here && hasMoved) {
        closer = null;
        hasMoved = false;
      }
      rescale();
    };
    for (const [name] of views) $$("view").append(make("option", { value: name, "data-words": `view.${name}` }));
    new ResizeObserver(rescale).observe(map);
    addEventListener("resize", fit);
    rescale();
    const at = (event) => states.get(event.target.dataset.code);
    map.addEventListener("pointerover", (event) => hint(at(event)));
    map.addEventListener("pointerleave", ({ pointerType }) => {
      if (pointerType === "mouse") hint(null);
    });
    map.addEventListener("click", (event) => {
      const state = at(event);
      if (!state) return;
      if (beside.matches) return void open(state);
      // Where the list lies below the map it would jump away: a button leads there.
      hint(state);
      touched = state;
      $$("to-list").textContent = say("to_list", { state: state.label });
      $$("to-list").hidden = false;
    });
    $$("to-list").addEventListener("click", () => open(touched));
    map.addEventListener("pointermove", ({ pointerType, clientX, clientY }) => {
      const [{ left, top, width }, told] = [map.getBoundingClientRect(), $$("hint")];
      const is = pointerType === "mouse";
      told.style.left = is ? `${Math.max(0, Math.min(clientX - left + 14, width - told.offsetWidth))}px` : "";
      told.style.top = is ? `${clientY - top + 20}px` : "";
    });
  }

  // The map leaves room for what stands above it and for its legend, however long their words are.
  function fit() {
    if (!beside.matches || scrollY || playing || isTable()) return;
    const above = $$("map").getBoundingClientRect().top + $$("legend").offsetHeight;
    $$("map").style.setProperty("--rest", `${Math.ceil(above) + 12}px`);
  }

  function drawLegend() {
    for (const kind of [...Object.keys(MARKS), NO_STATE]) {
      const swatch = make("svg:svg", { viewBox: kind in MARKS ? "0 0 60 24" : "0 0 32 24", "aria-hidden": "true", focusable: "false" });
      const fill = { party: "var(--party)", waiting: "url(#waiting-key)", pending_signatory: "url(#pending-key)", withdrawn: "url(#withdrawn-key)", no_action: "var(--land)", [NO_STATE]: "var(--back)" }[kind];
      swatch.append(make("svg:rect", { x: 1, y: 2, width: 30, height: 20, style: `fill: ${fill}; stroke: var(--line)` }));
      if (kind in MARKS) swatch.append(make("svg:use", { href: `#mark-${kind}`, x: 47, y: 12 }));
      $$("legend").append(make("li", { "data-kind": kind }, swatch, make("span")));
    }
  }

  function drawCurve() {
    const curve = $$("curve");
    for (const [day] of facts.marks) curve.append(make("svg:path", { class: "mark", "data-x": number(day) - FIRST }));
    for (const kind of ["signatories", "parties", "now"]) curve.append(make("svg:path", { class: kind, id: `curve-${kind}` }));
    for (const word of ["parties", "signatories"]) $$("lines").append(make("span", { class: word }));
    $$("slider").max = LAST - FIRST;
    new ResizeObserver(() => {
      drawTicks();
      drawWords();
    }).observe(curve);
    const days = [...new Set(states.all.flatMap((state) => state.steps.map(([day]) => day)))].sort();
    return days.map((day) => [number(day) - FIRST, states.all.map((state) => [state, standing(state, day)])]);
  }

  // As many years as have room beside each other.
  function drawTicks() {
    const years = Array.from({ length: +facts.asOf.slice(0, 4) - +facts.first.slice(0, 4) }, (_, place) => +facts.first.slice(0, 4) + 1 + place);
    const probe = make("span", {}, "0000");
    $$("ticks").replaceChildren(probe);
    const most = $$("ticks").clientWidth / (1.4 * probe.offsetWidth);
    const step = [1, 2, 5, 10, 20, 50].find((step) => years.length / step <= most) ?? 100;
    const placed = years.map((year) => [year, (number(`${year}-01-01`) - FIRST) / (LAST - FIRST)]).filter(([year, place]) => year % step === 0 && place < 0.98);
    $$("ticks").replaceChildren(...placed.map(([year, place]) => make("span", { style: `left: ${place * 100}%` }, `${year}`)));
  }

  // Both lines rise: what stands above and to the left of the upper one, or below and to the right of
  // the lower one, lies on neither.
  function drawWords() {
    const { clientWidth: width, clientHeight: height } = $$("lines");
    const top = $$("curve").viewBox.baseVal.height;
    const y = (count) => height * (1 - count / top);
    const taken = [];
    for (const [place, label] of [...$$("lines").children].entries()) {
      const [wide, high] = [label.offsetWidth + 6, label.offsetHeight];
      const free = [];
      for (const [day, ...both] of counted) {
        const x = (day / (LAST - FIRST)) * width;
        const [own, other] = [both[place], both[1 - place]];
        if (own === 0) continue;
        if (own > other && x >= wide && y(own) >= high) free.push([x, x - wide, y(own) - high]);
        if (own < other && x + wide <= width && height - y(own) >= high) free.push([x, x + 6, y(own)]);
      }
      const best = free
        .filter(([, left, up]) => taken.every(([start, end, from, to]) => left + wide < start || left > end || up + high < from || up > to))
        .sort(([one], [another]) => Math.abs(one - width * 0.4) - Math.abs(another - width * 0.4))[0];
      label.style.visibility = best ? "" : "hidden";
      if (!best) continue;
      const [, left, up] = best;
      taken.push([left, left + wide, up, up + high]);
      [label.style.left, label.style.top] = [`${left}px`, `${up}px`];
    }
  }

  // The timeline counts as the tiles do.
  let curved = null;
  let counted = [];
  function bend() {
    const shown = `${choice.group} ${choice.basis}`;
    if (shown === curved) return;
    curved = shown;
    counted = counts.map(([x, all]) => {
      const some = all.filter(([state]) => !choice.group || state.group === choice.group);
      return [x, some.filter(([, now]) => isParty(now)).length, some.filter(([, now]) => isSignatory(now)).length];
    });
    const top = Math.max(1, ...counted.map((row) => Math.max(row[1], row[2])));
    $$("curve").setAttribute("viewBox", `0 0 ${LAST - FIRST} ${top}`);
    for (const mark of document.querySelectorAll("#curve .mark")) mark.setAttribute("d", `M${mark.dataset.x} 0V${top}`);
    const steps = (column) => counted.reduce((path, row) => `${path}H${row[0]}V${top - row[column]}`, `M0 ${top}`) + `H${LAST - FIRST}`;
    $$("curve-parties").setAttribute("d", steps(1));
    $$("curve-signatories").setAttribute("d", steps(2));
    const [parties, signatories] = $$("lines").children;
    parties.textContent = say("line.parties", { basis: basis() });
    signatories.textContent = say("line.signatories");
    drawWords();
  }

  const PARTS = ["convention", "mechanism", "mission", "declaration"];
  const sourceText = (place) => {
    const [, publisher, title, url, asOf] = facts.sources[place];
    return [publisher, asOf && title && !title.includes(asOf.slice(0, 4)) ? `${title} (${asOf})` : title, url].filter(Boolean).join(". ");
  };

  function drawSources(places) {
    const list = make("ul", { lang: ENGLISH });
    for (const place of places) {
      const [, publisher, title, url, asOf] = facts.sources[place];
      const text = title ?? url ?? publisher;
      const item = make("li");
      if (title || !url) item.append(`${publisher}${title ? ": " : ""}`);
      // An address of another kind might be a script's, and is no link.
      if (/^https?:\/\/\S+$/.test(url)) item.append(make("a", { href: url, rel: "noreferrer", ...(self === top ? {} : { target: "_blank" }) }, text));
      else if (title || url) item.append(text);
      if (asOf && title && !title.includes(asOf.slice(0, 4))) item.append(` (${asOf})`);
      list.append(item);
    }
    return list;
  }

  function drawRow(state) {
    const icon = make("svg:use");
    const svg = sign("no_action");
    svg.replaceChildren(icon);
    const title = make("b");
    const line = make("span");
    const more = make("div", { class: "more" });
    const details = make("details", {}, make("summary", {}, svg, title, line), more);
    details.addEventListener("toggle", () => {
      fill(state);
      if (details.open) choose({ state: state.code });
      else if (choice.state === state.code) choose({ state: "" });
      if (!choice.name.trim()) point(meant(searched("")));
      if (!playing && !$$("problem").textContent) remember();
    });
    Object.assign(state, { icon, title, line, more, details, row: make("li", { "data-code": state.code }, details) });
    $$("states").append(state.row);
  }

  // ---- the table: what stands in each column, and by what it sorts, which is empty where nothing stands

  const dayColumn = (of) => ({ text: ({ now }) => (of(now) ? written(of(now)) : ""), sorted: ({ now }) => of(now) ?? "" });
  const wordColumn = (text) => ({ text, sorted: text, isWord: true });
  const COLUMNS = {
    state: { text: ({ title }) => title.cloneNode(true), sorted: (_, place) => place },
    group: wordColumn(({ group }) => (group ? groupName(group) : "")),
    standing: wordColumn(({ now }) => standingOf(now)),
    signed: dayColumn((now) => now.signedOn),
    joined: dayColumn((now) => now.depositedOn),
    ...(facts.hasRule ? { in_force: dayColumn((now) => now.inForceOn) } : {}),
    act: wordColumn(({ now }) => (now.consent ? act(now.consent) : "")),
  };
  const isTable = () => choice.form === "table";

  function drawColumns() {
    for (const sort of Object.keys(COLUMNS)) {
      const button = make("button", { type: "button", "data-words": `column.${sort}` });
      const isUp = () => choice.sort === sort && choice.direction === "ascending";
      button.addEventListener("click", () => set({ sort, direction: isUp() ? "descending" : "ascending" }));
      $$("columns").append(make("th", { scope: "col", "data-column": sort }, button));
    }
  }

  // A row is made anew only where it says something else than before.
  function tabulate(state) {
    state.cells ??= make("tr", { "data-code": state.code });
    state.cells.hidden = !state.shown;
    if (!state.shown) return;
    const [name, ...others] = Object.values(COLUMNS);
    const texts = others.map(({ text }) => text(state));
    if (state.tells === `${texts}`) return;
    state.tells = `${texts}`;
    state.cells.replaceChildren(
      make("th", { scope: "row" }, name.text(state)),
      ...others.map(({ isWord }, at) => make("td", isWord ? {} : { class: "day" }, texts[at])),
    );
  }

  // Names in the order of the list, days as they follow one another, words as the language sorts them.
  function sorted() {
    const { sorted, isWord } = COLUMNS[choice.sort];
    const way = choice.direction === "ascending" ? 1 : -1;
    const keys = new Map(states.all.map((state, place) => [state, sorted(state, place)]));
    return states.all.toSorted((one, other) => {
      const [a, b] = [keys.get(one), keys.get(other)];
      if (a === "" || b === "") return (a === "") - (b === "");
      return way * (isWord ? compare(a, b) : (a > b) - (a < b));
    });
  }

  // ---- what changes with the choices

  // That a State did nothing is told by the page that lists the others.
  const restsOn = (now) => (now.acts.length ? now.acts.flatMap(([, , places]) => places) : facts.listing);
  const standingOf = (now) => say(`standing.${look(now)}`);
  function sentence(now, isMixed = choice.name.trim() || !["parties", "pending"].includes(choice.show)) {
    const nothing = say("standing.no_action");
    if (!now.acts.length) return isMixed ? say("standing.nothing", { standing: nothing }) : nothing;
    const found = isMixed ? [standingOf(now)] : [];
    found.push(...now.acts.map(([kind, on]) => say("act.on", { act: act(kind), day: written(on) })));
    if (choice.basis === "in_force" && now.inForceOn) found.push(say(`in_force.${now.inForce ? "since" : "from"}`, { day: written(now.inForceOn) }));
    return found.join(" · ");
  }

  function fill(state) {
    if (!state.details.open || state.filled === moment) return;
    state.filled = moment;
    const terms = make("dl");
    for (const [kind, on, places] of state.now.acts) {
      const label = say("act.dated", { act: act(kind), day: written(on) });
      terms.append(make("dt", {}, `${label[0].toUpperCase()}${label.slice(1)}`), make("dd", {}, drawSources(places)));
    }
    const { inForceOn, inForce, withdrawnOn } = state.now;
    if (inForceOn) terms.append(make("dt", {}, say(`panel.in_force.${inForce || inForceOn <= choice.day ? "since" : "from"}`)), make("dd", {}, say("panel.in_force.day", { day: written(inForceOn) })));
    if (withdrawnOn) terms.append(make("dt", {}, say("panel.leaves")), make("dd", {}, say("panel.leaves.day", { day: written(withdrawnOn) })));
    const had = state.mechanisms.findLast(([since]) => since <= choice.day);
    if (state.now.standing === "party" && had) {
      const [, answer, names, places] = had;
      terms.append(make("dt", {}, say("panel.designated", { answer: say(`designated.${answer}`) })));
      terms.append(make("dd", {}, ...(names ? [english(names), " "] : []), drawSources(places)));
    }
    const told = state.panel.steps.findLast(([since]) => since <= choice.day);
    const [, events, eligibility, limits] = told ?? [null, [], null, []];
    const { eligibleOn } = state.now;
    const found = state.now.acts.length ? [terms] : [make("p", {}, say("act.neither"))];
    const since = { answer: eligibility && say(`eligibility.${eligibility}`), day: eligibleOn && written(eligibleOn) };
    if (eligibility) found.push(make("p", {}, say(eligibleOn ? "article_27.since" : "article_27", since)));
    else if (eligibleOn) found.push(make("p", {}, say("joining.since", since)));
    const shown = events.map((place) => state.panel.events[place]).map(([part, on, what, places]) => [part, parts("dated", { day: dated(on), event: make("span", {}, ...phrase(what)) }), places]);
    const reports = state.panel.reports.filter(([since]) => since <= choice.day).map(([, on, report, places]) => ["mission", parts("report", { day: dated(on), report: english(report) }), places]);
    for (const part of PARTS) {
      const some = [...shown, ...reports].filter(([one]) => one === part);
      const lines = part === "mechanism" ? limits.map((line) => make("li", {}, ...phrase(line))) : [];
      if (!some.length && !lines.length) continue;
      const items = some.map(([, what, places]) => make("li", {}, ...what, ...(places.length ? [drawSources(places)] : [])));
      found.push(make("h3", {}, say(`part.${part}`)), make("ul", { class: "events" }, ...items, ...lines));
    }
    const cited = [...restsOn(state.now), ...(had && state.now.standing === "party" ? had[3] : []), ...[...shown, ...reports].flatMap(([, , places]) => places)];
    const cite = make("button", { type: "button", "data-words": "copy.sources" }, say("copy.sources"));
    cite.addEventListener("click", async () => {
      const head = say("sources.head", { state: state.label, day: written(choice.day) });
      if (await copy(`${head}\n${[...new Set(cited)].map(sourceText).join("\n")}\n\n${facts.citation}\n`, "sources")) flash(cite);
    });
    const group = state.group ? say("panel.group", { group: groupName(state.group) }) : say("panel.no_group");
    state.more.replaceChildren(...found, make("p", {}, `${group} · ${state.code} `), cite);
  }

  function hint(state) {
    for (const one of document.querySelectorAll("#map .chosen")) one.classList.remove("chosen");
    const said = state && { state: state.label, standing: standingOf(state.now), acts: sentence(state.now, false) };
    $$("hint").textContent = state ? say(state.now.acts.length ? "hint.acts" : "hint", said) : "";
    if (state?.shape) state.shape.classList.add("chosen");
  }

  function open(state, behavior = still.matches ? "instant" : "smooth") {
    if (state.row.hidden) {
      choose({ show: "all", name: "", group: state.group === choice.group ? choice.group : "" });
      update();
    }
    state.details.open = true;
    state.row.scrollIntoView({ block: "center", behavior });
    state.details.firstElementChild.focus({ preventScroll: true });
  }

  // A table has the order of its column. In the list, what fits the search best comes first; then the newest act, if that is chosen; then the name.
  let arranged = [];
  function arrange() {
    const newest = choice.order === "newest";
    const last = ({ now }) => number(now.acts.at(-1)?.[1] ?? facts.first);
    arranged = isTable() ? sorted() : states.all.toSorted((one, other) => (one.rank === other.rank ? newest && last(other) - last(one) : one.rank - other.rank));
    const [place, rows] = isTable() ? [$$("rows"), arranged.map(({ cells }) => cells)] : [$$("states"), arranged.map(({ row }) => row)];
    for (const [at, row] of rows.entries()) if (row !== place.children[at]) place.insertBefore(row, place.children[at]);
  }

  // A search looks in all States, whatever was shown before; when it is over, that comes back.
  let before = null;
  function type(name) {
    const begins = name.trim() && !choice.name.trim();
    const ends = !name.trim() && choice.name.trim();
    if (begins) before = { show: choice.show, group: choice.group };
    set({ name, ...(begins ? { show: "all", group: "" } : ends ? before : {}) });
    seek(300); // not at each letter
  }

  const actOf = ({ label }, kind) => say("act.of", { state: label, act: act(kind) });
  // Acts of the last day before, on which there were any.
  function latest() {
    const acts = states.all.flatMap((state) => state.now.acts.map(([kind, on]) => [on, state, kind]));
    if (!acts.length) return say("act.none");
    const on = acts.reduce((late, [one]) => (one > late ? one : late), "");
    return say("act.latest", { acts: joined(acts.filter(([one]) => one === on).map(([, state, kind]) => actOf(state, kind))), day: written(on) });
  }

  // Why nothing is in the list.
  function reason(search) {
    const { text } = search;
    const { day, show, group } = choice;
    const found = text ? states.all.filter((state) => state.rank < Infinity).sort((one, other) => one.rank - other.rank) : [];
    if (text && !found.length) {
      const known = notState(search);
      if (known) {
        const said = parts(`none.${known.reason}`, { text, states: offered(known.related) });
        // The record has its notes in English alone.
        if (known.note && choice.lang === ENGLISH) said.push(` ${known.note}`);
        if (known.reason !== "territory") return said;
        const told = known.applied.map(([, place, since, until, effect]) => {
          const event = say(until && until <= choice.day ? "event.territory.ended" : "event.territory", { place, effect: say(`effect.${effect}`) });
          return ` ${say("dated", { day: dated(until && until <= choice.day ? until : since), event })}.`;
        });
        return [...said, ...(told.length ? told : [` ${say("none.territory.unknown")}`])];
      }
      const alike = near(search);
      return alike.length ? parts("none.near", { text, states: offered(alike) }) : [say("none.found", { text })];
    }
    if (found.length) {
      const are = found.slice(0, 5).map(({ label, now }) => say("hint", { state: label, standing: sentence(now, true) }));
      if (found.length > 5) are.push(say("none.more", { n: found.length - 5 }));
      return [say(group ? "none.shown.group" : "none.shown", { n: found.length, states: joined(are) })];
    }
    const { "mark.opened": opened, "mark.in_force": inForce } = Object.fromEntries(facts.marks.map(([on, mark]) => [mark, on]));
    if (day < opened) return [say("none.before_opening", { day: written(opened) })];
    if (show === "parties" && basis() && day < inForce) return [say("none.before_in_force", { day: written(inForce) })];
    return [say(`none.${show}`, { there: group ? say("there.of", { group: groupName(group) }) : "", basis: basis() })];
  }

  let told = 0;
  function tell(text) {
    clearTimeout(told);
    told = setTimeout(() => ($$("status").textContent = text), 500);
  }

  // What is said of the States is drawn anew only where something changed: each frame while playing has
  // a day of its own, and few have an act.
  let moment = null;
  let drawnFor = null;
  let totals = {};
  let shown = 0;
  function drawStates(search) {
    const { day, show, group } = choice;
    const kinds = {};
    totals = { parties: 0, pending: 0, signatories: 0, others: 0, all: 0 };
    shown = 0;
    for (const state of states.all) {
      const now = (state.now = standing(state, day));
      const inGroup = !group || state.group === group;
      const kind = drawn(now);
      if (inGroup) {
        for (const key of Object.keys(totals)) totals[key] += SHOWN[key](now);
        kinds[kind] = (kinds[kind] ?? 0) + 1;
      }
      state.rank = rank(state, search);
      const found = inGroup && state.rank < Infinity;
      state.shown = found && SHOWN[show](now);
      shown += state.shown;
      state.row.hidden = !state.shown;
      state.icon.setAttribute("href", `#mark-${kind}`);
      if (state.shown) state.line.textContent = sentence(now);
      // Parties stand out among the others anyway.
      const aside = found && (show === "parties" || SHOWN[show](now)) ? "" : " aside";
      const is = state === here ? " here" : "";
      if (state.shape) state.shape.setAttribute("class", `shape ${kind}${aside}${is}`);
      if (state.mark) {
        state.mark.setAttribute("class", `mark${aside}${is}`);
        state.mark.setAttribute("href", `#mark-${kind}`);
      }
      if (state.shown) fill(state);
      if (isTable()) tabulate(state);
    }
    for (const one of document.querySelectorAll("[data-form]")) one.toggleAttribute("hidden", one.dataset.form !== choice.form);
    document.body.classList.toggle("as-table", isTable());
    for (const head of $$("columns").children) {
      if (head.dataset.column === choice.sort) head.setAttribute("aria-sort", choice.direction);
      else head.removeAttribute("aria-sort");
    }
    arrange();
    for (const [key, count] of Object.entries(totals)) {
      $$(`n-${key}`).textContent = numbers.format(count);
      document.querySelector(`[data-words="tile.${key}"]`).textContent = say(`tile.${key}`, { n: count });
    }
    for (const item of $$("legend").children) {
      const count = kinds[item.dataset.kind] ?? 0;
      item.hidden = !count && ["waiting", "withdrawn"].includes(item.dataset.kind);
      if (item.dataset.kind === NO_STATE) item.lastChild.textContent = say("legend.no_state");
      else item.lastChild.textContent = say("legend", { standing: say(`standing.${item.dataset.kind}`), n: count });
    }
    for (const id of ["basis-parties", "basis-others"]) $$(id).textContent = basis();
    for (const name of ["show", "form"]) for (const radio of document.querySelectorAll(`[name=${name}]`)) radio.checked = radio.value === choice[name];
    for (const id of ["lang", "group", "basis", "order", "view", "name"]) if ($$(id).value !== choice[id]) $$(id).value = choice[id];
  }

  function update(problem = "") {
    const { day, show, group, name } = choice;
    if (words !== facts.words[choice.lang]) speak();
    const search = searched(name);
    moment = moments.findLast((on) => on <= day) ?? "";
    const drawing = JSON.stringify({ ...choice, day: moment, state: "" });
    const isSame = drawing === drawnFor;
    if (!isSame) drawStates(search);
    drawnFor = drawing;
    const there = group ? say("there", { group: groupName(group) }) : "";
    const counting = (key, n) => say(`count.${key}`, { n, basis: basis() });
    $$("shown-title").replaceChildren(...parts("on", { day: make("span", { id: "day-text" }, basis() ? say("by_in_force", { day: written(day) }) : written(day)) }));
    $$("list-title").textContent = counting(show, shown);
    const asked = search.text ? say("search.for", { text: search.text }) : "";
    $$("summary").textContent = say("summary", { day: written(day), there, search: asked, basis: depends(show) || basis() ? say(`basis.${choice.basis}.says`) : "" }).trim();
    const said = { day: written(day), there, counts: say("counts", { parties: counting("parties", totals.parties), signatories: counting("signatories", totals.signatories), n: totals.pending }) };
    $$("counted").textContent = `${said.counts}${there}.`;
    $$("map-title").textContent = say("map.says", said);
    $$("none").replaceChildren(...(shown ? [] : reason(search)));
    tell(`${say("counts.says", { ...said, n: shown })} ${$$("none").textContent}`.trim());
    const done = states.all.flatMap((state) => state.acts.filter(([, on]) => on === day).map(([kind]) => actOf(state, kind)));
    done.push(...facts.marks.filter(([on]) => on === day).map(([, mark]) => say(mark)));
    $$("happened").textContent = done.length ? say("that_day", { acts: joined(done) }) : latest();
    const place = number(day) - FIRST;
    $$("day").value = day;
    $$("problem").textContent = problem;
    $$("slider").value = place;
    $$("slider").setAttribute("aria-valuetext", written(day));
    bend();
    $$("curve-now").setAttribute("d", `M${place} 0V${$$("curve").viewBox.baseVal.height}`);
    $$("earlier").disabled = !changes.some((on) => on < day);
    $$("later").disabled = !changes.some((on) => on > day);
    $$("last").disabled = day === facts.asOf;
    $$("download").disabled = !shown;
    fit();
    if (!isSame) rescale();
    // An address that cannot be followed stays, until something is chosen.
    if (!playing && !problem) remember();
  }

  // ---- the choices, also in the address, so that it can be passed on

  function choose(some) {
    if ((some.view ?? choice.view) !== choice.view) closer = null;
    Object.assign(choice, some);
    const n = number(choice.day);
    if (!(n >= FIRST)) choice.day = facts.first;
    if (n > LAST) choice.day = facts.asOf;
  }

  function remember() {
    const said = new URLSearchParams();
    // Without a language, the address opens in that of the browser.
    if (choice.lang !== preferred || preferred !== ENGLISH) said.set("lang", choice.lang);
    if (choice.day !== facts.asOf) said.set("on", choice.day);
    if (choice.show !== "parties") said.set("show", choice.show);
    if (choice.group) said.set("group", choice.group);
    if (choice.basis !== "deposit") said.set("basis", choice.basis);
    if (choice.order !== "name") said.set("order", choice.order);
    if (isTable()) said.set("as", "table");
    if (isTable() && (choice.sort !== "state" || choice.direction !== "ascending")) said.set("sort", choice.sort);
    if (isTable() && choice.direction !== "ascending") said.set("direction", choice.direction);
    if (choice.view !== VIEWS[0]) said.set("map", choice.view);
    if (choice.state) said.set("state", choice.state);
    if (choice.name.trim()) said.set("name", choice.name.trim());
    try {
      history.replaceState(null, "", `${said}` ? `#${said}` : location.pathname);
    } catch {
      // Some browsers let a file have no history, or limit how fast it grows: nothing depends on it.
    }
  }

  const isDay = (day) => /^\d{4}-\d\d-\d\d$/.test(day) && !Number.isNaN(number(day)) && iso(number(day)) === day;
  function outside(day) {
    const asked = day ? [say("address.asks", { day: isDay(day) ? written(day) : say("quoted", { text: day }) })] : [];
    return [...asked, say("outside", { first: written(facts.first), last: written(facts.asOf) })].join(" ");
  }

  // Returns the day that the address asks for, if that is none of the record.
  function recall() {
    const said = new URLSearchParams(location.hash.slice(1));
    const one = (key, known, otherwise) => (known(said.get(key)) ? said.get(key) : otherwise);
    choose({
      lang: one("lang", (code) => LANGUAGES.includes(code), preferred),
      day: one("on", isDay, facts.asOf),
      show: one("show", (word) => word in SHOWN, "parties"),
      group: one("group", (word) => facts.groups.includes(word), ""),
      basis: one("basis", (word) => facts.hasRule && word === "in_force", "deposit"),
      order: one("order", (word) => word === "newest", "name"),
      form: one("as", (word) => word === "table", "list"),
      sort: one("sort", (word) => Object.hasOwn(COLUMNS, word), "state"),
      direction: one("direction", (word) => word === "descending", "ascending"),
      view: one("map", (word) => VIEWS.includes(word), VIEWS[0]),
      state: one("state", (code) => states.has(code), ""),
      name: said.get("name") ?? "",
    });
    const day = said.get("on");
    return day === choice.day ? null : day;
  }

  function follow() {
    const other = recall();
    speak();
    const problem = other === null ? "" : outside(other);
    const asked = states.get(choice.state);
    for (const { details } of states.all) details.open = false;
    update(problem);
    if (asked && isTable()) asked.details.open = true;
    else if (asked) open(asked, "instant");
    seek(0);
    $$("problem").textContent = problem;
  }

  // ---- to hand on: the link, the map as a picture, the citation

  async function copy(text, what) {
    try {
      await navigator.clipboard.writeText(text);
      tell(say(`copied.${what}`));
      return true;
    } catch {
      // Not every browser lets a file copy.
      $$("copied-text").value = text;
      $$("copied").showModal();
      $$("copied-text").select();
      return false;
    }
  }

  // In a frame the page may run its script, save files and open its links beside it, and nothing else.
  function embedded() {
    const frame = make("iframe", { src: location.href, title: document.title, width: "100%", height: 800, style: "border: 0", sandbox: "allow-scripts allow-downloads allow-popups allow-popups-to-escape-sandbox", loading: "lazy" });
    return `${frame.outerHTML}\n`;
  }

  function flash(button) {
    button.textContent = say("copied");
    setTimeout(() => (button.textContent = say(button.dataset.words)), 2000);
  }

  // The map as a file of its own: with a heading, a legend and the note, and each colour as it is shown.
  function picture() {
    const map = $$("map");
    const drawn = map.cloneNode(true);
    const box = map.viewBox.baseVal;
    const [width, line] = [1000, 26];
    const high = Math.round((width * box.height) / box.width);
    resize(drawn, box.width / width);
    const originals = [...map.querySelectorAll("*")];
    for (const [place, one] of [...drawn.querySelectorAll("*")].entries()) {
      const style = getComputedStyle(originals[place]);
      for (const name of ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "opacity", "vector-effect", "color"]) one.setAttribute(name, style.getPropertyValue(name));
      one.removeAttribute("style");
      one.removeAttribute("class");
    }
    // The marks are drawn once and used often: only what is drawn has their colours.
    for (const use of drawn.querySelectorAll("use")) for (const name of ["fill", "stroke", "stroke-width"]) use.removeAttribute(name);
    for (const name of ["id", "class", "role", "aria-labelledby"]) drawn.removeAttribute(name);
    const style = getComputedStyle(document.documentElement);
    const ink = style.getPropertyValue("--ink");
    const text = (x, y, size, words) => make("svg:text", { x, y, "font-size": size, fill: ink, "font-family": "sans-serif" }, words);
    const canvas = make("canvas").getContext("2d");
    // A text in lines that have room beside the margins.
    const lines = (words, size, room = width - 40) => {
      canvas.font = `${size}px sans-serif`;
      const found = [""];
      for (const word of words.split(" ")) {
        const longer = found.at(-1) ? `${found.at(-1)} ${word}` : word;
        if (canvas.measureText(longer).width <= room || !found.at(-1)) found[found.length - 1] = longer;
        else found.push(word);
      }
      return found;
    };
    const heads = lines(say("picture.title", { treaty: facts.isProtocol ? say("protocol") : facts.treaty, day: written(choice.day) }), 22).map((text) => [text, 22]);
    heads.push(...lines($$("counted").textContent, 15).map((text) => [text, 15]));
    const head = 18 + heads.reduce((sum, [, size]) => sum + size * 1.3, 0);
    const keys = [...$$("legend").children].filter((item) => !item.hidden);
    const fills = { party: style.getPropertyValue("--party"), waiting: "url(#waiting)", pending_signatory: "url(#pending)", withdrawn: "url(#withdrawn)", no_action: style.getPropertyValue("--land"), [NO_STATE]: style.getPropertyValue("--back") };
    const legend = keys.flatMap((item, place) => {
      const [x, y] = [20 + (place % 3) * 330, head + high + 24 + Math.floor(place / 3) * line];
      const swatch = make("svg:rect", { x, y: y - 13, width: 26, height: 16, fill: fills[item.dataset.kind], stroke: style.getPropertyValue("--line") });
      const mark = item.dataset.kind === NO_STATE ? [] : [make("svg:use", { href: `#mark-${item.dataset.kind}`, transform: `translate(${x + 39} ${y - 5}) scale(.75)` })];
      return [swatch, ...mark, text(x + (mark.length ? 54 : 36), y, 15, item.textContent)];
    });
    const rows = Math.ceil(keys.length / 3);
    const below = head + high + rows * line + 24;
    const heading = $$("map-title").textContent;
    const sources = facts.listing.map((place) => facts.sources[place]).map(([, publisher, title]) => [publisher, title].filter(Boolean).join(", "));
    const source = say("picture.source", { sources: sources.join("; ") || say("picture.no_source"), day: written(facts.asOf) });
    const notes = [source, say("map.small"), say("map.note")].flatMap((note) => lines(note, 13));
    const height = Math.ceil(below + notes.length * 18);
    for (const [name, value] of Object.entries({ x: 0, y: head, width, height: high })) drawn.setAttribute(name, value);
    let top = 14;
    const whole = make(
      "svg:svg",
      { xmlns: SVG, viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": heading, lang: choice.lang },
      make("svg:rect", { width, height, fill: style.getPropertyValue("--back") }),
      ...heads.map(([words, size]) => text(20, (top += size * 1.3) - size * 0.3, size, words)),
      drawn,
      ...legend,
      ...notes.map((note, place) => text(20, below + place * 18, 13, note)),
    );
    return { text: new XMLSerializer().serializeToString(whole), width, height };
  }

  const named = (...parts) => ["opcat", ...parts, choice.basis === "in_force" ? "in-force" : "", choice.group, choice.day].filter(Boolean).join("-");

  function save(blob, name) {
    const address = URL.createObjectURL(blob);
    make("a", { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
    tell(say("saved"));
  }

  async function savePicture(kind) {
    const { text, width, height } = picture();
    if (kind === "svg") return save(new Blob([text], { type: "image/svg+xml" }), `${named("map")}.svg`);
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
    await image.decode();
    const canvas = make("canvas", { width: 2 * width, height: 2 * height });
    canvas.getContext("2d").drawImage(image, 0, 0, 2 * width, 2 * height);
    return canvas.toBlob((blob) => save(blob, `${named("map")}.png`), "image/png");
  }

  // ---- what is shown, as CSV: the columns of opcat's table of statuses, and the group

  function csv() {
    // The file is for spreadsheets: an apostrophe stands before a text that one would take for a formula.
    const told = (text) => text.replace(/([;\t\r\n])(?=[=+@\-＝＋＠－])/g, "$1'").replace(/^(?=[\t\r\n]|\s*[=+@\-＝＋＠－])/, "'");
    const quoted = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
    const cell = (value) => (value === null ? "" : quoted(typeof value === "string" ? told(value) : `${value}`));
    const rows = [["alpha_3", "state", "standing", "is_party", "is_signatory", "eligible_on", "signed_on", "consent", "deposited_on", "in_force_on", "withdrawn_on", "as_of", "sources", "regional_group", "basis"]];
    for (const { code, name, group, now, shown } of arranged) {
      if (!shown) continue;
      const sources = [...new Set(restsOn(now))].map((place) => facts.sources[place][0]);
      rows.push([code, name, now.standing, isParty(now), isSignatory(now), now.eligibleOn, now.signedOn, now.consent, now.depositedOn, now.inForceOn, now.withdrawnOn, choice.day, sources.join("|") || null, group, choice.basis]);
    }
    return rows.map((row) => row.map(cell).join(",") + "\r\n").join("");
  }

  function download() {
    // Without the mark at its head, spreadsheets take the text for another encoding.
    save(new Blob(["\ufeff", csv()], { type: "text/csv;charset=utf-8" }), `${named(choice.show)}.csv`);
  }

  // ---- playing: from the first day to the last, or from where it stands

  let playing = 0;
  function stop() {
    cancelAnimationFrame(playing);
    clearTimeout(playing);
    playing = 0;
    $$("play").setAttribute("aria-pressed", "false");
    $$("play").textContent = say("play");
    remember();
  }

  function play() {
    if (choice.day === facts.asOf) choose({ day: facts.first });
    $$("play").setAttribute("aria-pressed", "true");
    $$("play").textContent = say("pause");
    let before = performance.now();
    let at = number(choice.day);
    const step = () => {
      const now = performance.now();
      // Twenty seconds from end to end; where less motion is wanted, a year at a time.
      at = still.matches ? at + 365 : at + ((now - before) * (LAST - FIRST)) / 20000;
      before = now;
      choose({ day: iso(Math.min(LAST, Math.floor(at))) });
      update();
      if (at >= LAST) stop();
      else playing = still.matches ? setTimeout(step, 1500) : requestAnimationFrame(step);
    };
    playing = requestAnimationFrame(step);
  }

  // ---- begin

  const states = new Map(facts.states.map((state) => [state.code, state]));
  states.all = facts.states;
  for (const state of states.all) {
    state.keys = state.spellings.split("|");
  }
  const changes = [...new Set([...states.all.flatMap((state) => state.steps.map(([day]) => day)), ...facts.marks.map(([day]) => day)])].sort();
  // Days on which what is said of a State may change.
  const moments = [...new Set(states.all.flatMap(({ acts, steps, eligible, mechanisms, panel }) => [...acts.map(([, on]) => on), ...steps.flatMap(([on, , , inForceOn]) => [on, inForceOn]), ...eligible.flat(), ...[mechanisms, panel.steps, panel.reports].flatMap((all) => all.map(([since]) => since))]))].filter(Boolean).sort();
  for (const value of facts.groups) $$("group").append(make("option", { value, "data-words": `group.${value}` }));
  for (const [lang, { name }] of Object.entries(facts.words)) $$("lang").append(make("option", { value: lang, lang }, name));
  $$("bases").hidden = !facts.hasRule;
  $$("day").min = facts.first;
  $$("day").max = facts.asOf;
  drawMap();
  drawLegend();
  const counts = drawCurve();
  for (const state of states.all) drawRow(state);
  drawColumns();
  follow();

  const set = (some) => {
    if (playing) stop();
    choose(some);
    update();
  };
  $$("day").addEventListener("change", (event) => {
    const { value, validity } = event.target;
    if (validity.valid) set({ day: value });
    else $$("problem").textContent = outside();
  });
  let waiting = 0;
  $$("slider").addEventListener("input", (event) => {
    cancelAnimationFrame(waiting);
    const day = iso(FIRST + +event.target.value);
    waiting = requestAnimationFrame(() => set({ day }));
  });
  $$("earlier").addEventListener("click", () => set({ day: changes.findLast((on) => on < choice.day) }));
  $$("later").addEventListener("click", () => set({ day: changes.find((on) => on > choice.day) }));
  $$("last").addEventListener("click", () => set({ day: facts.asOf }));
  $$("play").addEventListener("click", () => (playing ? stop() : play()));
  $$("tiles").addEventListener("change", (event) => set({ show: event.target.value }));
  $$("forms").addEventListener("change", (event) => {
    $$("to-list").hidden = true;
    set({ form: event.target.value });
    seek(0);
  });
  $$("group").addEventListener("change", (event) => set({ group: event.target.value, view: PART_OF[event.target.value] ?? VIEWS[0] }));
  $$("order").addEventListener("change", (event) => set({ order: event.target.value }));
  $$("basis").addEventListener("change", (event) => set({ basis: event.target.value }));
  $$("name").addEventListener("input", (event) => type(event.target.value));
  $$("view").addEventListener("change", (event) => set({ view: event.target.value }));
  $$("copy-link").addEventListener("click", async ({ target }) => {
    if (await copy(location.href, "link")) flash(target);
  });
  $$("copy-citation").addEventListener("click", async ({ target }) => {
    if (await copy(`${facts.citation}\n`, "citation")) flash(target);
  });
  $$("copy-embed").addEventListener("click", async ({ target }) => {
    if (await copy(embedded(), "embed")) flash(target);
  });
  $$("close").addEventListener("click", () => $$("copied").close());
  $$("lang").addEventListener("change", (event) => set({ lang: event.target.value }));
  $$("save-svg").addEventListener("click", () => savePicture("svg"));
  $$("save-png").addEventListener("click", () => savePicture("png"));
  $$("download").addEventListener("click", download);
  addEventListener("hashchange", () => {
    follow();
  });
  performance.mark("interactive");
})();
