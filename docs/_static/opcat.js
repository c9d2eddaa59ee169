document.addEventListener("DOMContentLoaded", () => {
  // What scrolls sideways can be reached, and so scrolled, with the keyboard (WCAG 2.2, 2.1.1).
  for (const box of document.querySelectorAll("article pre, article .table-wrapper")) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
  }
  // A heading by its role has a level (ARIA 1.2); the theme's captions of the menu have none.
  for (const caption of document.querySelectorAll("[role=heading]:not([aria-level])")) {
    caption.setAttribute("aria-level", "2");
  }
  // Landmarks of one kind have names (ARIA Authoring Practices); the theme's two have none.
  document.querySelector("aside.sidebar-drawer")?.setAttribute("aria-label", "Site");
  document.querySelector("aside.toc-drawer")?.setAttribute("aria-label", "On this page");
  // The theme's page of the search has no heading before it has found something.
  const heading = Object.assign(document.createElement("h1"), { textContent: "Search" });
  document.getElementById("search-results")?.before(heading);
  // A day does not break in two, and a sentence not into a word per line.
  for (const cell of document.querySelectorAll("article td")) {
    if (/^\d{4}-\d\d(-\d\d)?$/.test(cell.textContent.trim())) cell.classList.add("day");
    if (cell.textContent.trim().length > (cell.closest(".record") ? 40 : 60)) cell.classList.add("long");
  }
  for (const table of document.querySelectorAll("table.record")) filtered(table);
});

// Put a box above a table of the record that leaves the rows with all the words typed into it.
function filtered(table) {
  const rows = [...table.tBodies[0].rows].map((row) => [row, plain(row.textContent)]);
  if (rows.length < 20) return;
  const label = document.createElement("label");
  label.className = "record-filter";
  label.innerHTML = '<span>Show rows with</span> <input type="search"> <output></output>';
  const [box, told] = [label.querySelector("input"), label.querySelector("output")];
  box.addEventListener("input", () => {
    const words = plain(box.value).split(/\s+/);
    let shown = 0;
    for (const [row, text] of rows) {
      row.hidden = !words.every((word) => text.includes(word));
      shown += !row.hidden;
    }
    told.textContent = box.value ? `${shown} of ${rows.length}` : "";
  });
  (table.closest(".table-wrapper") ?? table).before(label);
}

function plain(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}
