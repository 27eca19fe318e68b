// A text field with suggestions, after the combobox pattern of the ARIA Authoring Practices.
import { el, fill, icon, tell } from "./dom.js";

let count = 0;

/** `suggest(text)` gives, or promises, options `{ label, detail, sample, choose }`. */
export function combo(holder, { label, placeholder, suggest, keep = false }) {
  const id = `combo-${++count}`;
  const list = el("ul", { id: `${id}-list`, role: "listbox", "aria-label": label, hidden: true });
  const input = el("input", {
    id, type: "search", role: "combobox", placeholder, "aria-label": label, "aria-expanded": "false", "aria-controls": list.id,
    "aria-autocomplete": "list", autocomplete: "off", autocapitalize: "off", spellcheck: "false", maxlength: "200",
  });
  let options = [];
  let active = -1;
  let asked = 0;

  const close = () => {
    list.hidden = true;
    fill(list);
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const mark = (index) => {
    active = index;
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === index)));
    if (index >= 0) {
      input.setAttribute("aria-activedescendant", `${id}-${index}`);
      list.children[index].scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  };
  const choose = (option) => {
    input.value = keep ? option.label : "";
    close();
    option.choose();
  };
  const open = async () => {
    const text = input.value;
    const turn = ++asked;
    const found = text.trim() ? await suggest(text) : [];
    if (turn !== asked) return;
    options = found;
    const items = options.map((option, i) =>
      el(
        "li",
        { id: `${id}-${i}`, role: "option", "aria-selected": "false", onpointerdown: (event) => event.preventDefault(), onclick: () => choose(option) },
        option.sample ?? null,
        el("span", { class: "name" }, option.label),
        el("span", { class: "detail" }, option.detail ?? ""),
      ),
    );
    fill(list, items.length ? items : text.trim() ? el("li", { class: "none", role: "option", "aria-disabled": "true" }, "Nothing is called that") : []);
    list.hidden = !text.trim();
    input.setAttribute("aria-expanded", String(!list.hidden));
    active = -1;
    if (items.length) mark(0);
    if (text.trim()) tell(options.length === 1 ? "1 suggestion" : `${options.length} suggestions`);
  };
  input.addEventListener("input", open);
  input.addEventListener("focus", () => input.value && open());
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) return void open();
      if (options.length) mark((active + (event.key === "ArrowDown" ? 1 : options.length - 1)) % options.length);
    } else if (event.key === "Enter") {
      if (!list.hidden && options[active]) choose(options[active]);
    } else if (event.key === "Escape") {
      if (!list.hidden) event.stopPropagation();
      close();
    }
  });
  holder.append(icon("search"), input, list);
  return input;
}
