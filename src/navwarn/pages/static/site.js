// What a script adds to pages that work without it: suggestions as one types, "/" to search, relative words
// beside recent dates, buttons that copy commands. It stores nothing and talks to this site alone.
"use strict";

const WAIT = 120;
const RECENT = 7 * 86400;

function relative(seconds) {
  if (seconds < 3600) return `${Math.max(1, Math.floor(seconds / 60))} min ago`;
  if (seconds < 2 * 86400) return `${Math.floor(seconds / 3600)} h ago`;
  return `${Math.floor(seconds / 86400)} days ago`;
}

function addRelativeWords() {
  for (const time of document.querySelectorAll("time")) {
    const seconds = (Date.now() - Date.parse(time.dateTime)) / 1000;
    if (seconds >= 0 && seconds < RECENT) time.title += `, ${relative(seconds)}`;
  }
}

function addCopyButtons() {
  if (!navigator.clipboard) return;
  for (const block of document.querySelectorAll("pre[data-copy]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy";
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(block.textContent);
      button.textContent = "Copied";
    });
    block.parentElement.prepend(button);
  }
}

function slashSearches() {
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, select, textarea, [contenteditable]");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const input = document.querySelector("form[role=search] input[name=q]");
    if (!input) return;
    event.preventDefault();
    input.focus();
    input.select();
  });
}

function suggest(form) {
  const input = form.elements.q;
  const list = document.createElement("ul");
  let chosen = -1;
  let timer = 0;
  let asked = 0;

  list.id = "suggestions";
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  form.append(list);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"],
    ["aria-expanded", "false"], ["aria-controls", list.id]]) input.setAttribute(name, value);

  function close() {
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function choose(index) {
    const lines = [...list.children];
    chosen = (index + lines.length) % lines.length;
    lines.forEach((line, at) => line.setAttribute("aria-selected", String(at === chosen)));
    lines[chosen].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", lines[chosen].id);
  }

  async function ask() {
    const ticket = ++asked;
    if (input.value.trim().length < 2) return close();
    const parameters = new URLSearchParams(new FormData(form));
    try {
      const answer = await fetch(`${form.dataset.suggestions}?${parameters}`);
      const text = answer.ok ? await answer.text() : "";
      if (ticket !== asked || document.activeElement !== input) return;
      list.innerHTML = text;
    } catch {
      return close();
    }
    if (!list.children.length) return close();
    chosen = -1;
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown") choose(chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen < 0 ? -1 : chosen - 1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && chosen >= 0) location.assign(list.children[chosen].dataset.href);
    else return;
    event.preventDefault();
  });
  list.addEventListener("mousedown", (event) => {
    const line = event.target.closest("li");
    event.preventDefault();
    if (line) location.assign(line.dataset.href);
  });
}

addRelativeWords();
addCopyButtons();
slashSearches();
for (const form of document.querySelectorAll("form[data-suggestions]")) suggest(form);
