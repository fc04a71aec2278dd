// Order of a record's parts: drag a row by its handle, or move it with the two buttons or the arrow keys.
// Without this file one types numbers.
'use strict';
{
  const words = (name) => gettext(name);
  const number = new Intl.NumberFormat(document.documentElement.lang);
  const live = document.createElement('p');
  live.className = 'visually-hidden';
  live.setAttribute('role', 'status');
  let dragged = null;

  const boxOf = (row) => row.querySelector('[name$="-position"]');
  const isTable = (group) => group.dataset.inlineType === 'tabular';
  const rowsOf = (group) => [...group.querySelectorAll(isTable(group) ? 'tr.form-row' : '.inline-related')]
    .filter((row) => boxOf(row) && !row.classList.contains('empty-form'));
  const nameOf = (row) => row.querySelector('.inline_label, .original p')?.firstChild.textContent.trim() || `#${Number(row.id.split('-').pop()) + 1}`;

  // In a table the errors of a row stand in a row of their own above it.
  function piecesOf(row) {
    const above = row.previousElementSibling;
    return above?.classList.contains('row-form-errors') ? [above, row] : [row];
  }

  function renumber(group) {
    const boxes = rowsOf(group).map(boxOf);
    boxes.forEach((box, place) => { box.value = place + 1; });
    boxes[0].dispatchEvent(new Event('change', { bubbles: true }));
  }

  function say(group, row) {
    const rows = rowsOf(group);
    live.textContent = words('%(name)s: place %(place)s of %(total)s')
      .replace('%(name)s', nameOf(row)).replace('%(place)s', number.format(rows.indexOf(row) + 1)).replace('%(total)s', number.format(rows.length));
  }

  function move(group, row, by, focused) {
    const rows = rowsOf(group);
    const other = rows[rows.indexOf(row) + by];
    if (!other) return;
    if (by < 0) piecesOf(other)[0].before(...piecesOf(row));
    else other.after(...piecesOf(row));
    renumber(group);
    say(group, row);
    focused.focus();
  }

  function button(text, name, row, act) {
    const element = document.createElement('button');
    element.type = 'button';
    element.textContent = text;
    element.setAttribute('aria-label', `${name}: ${nameOf(row)}`);
    element.title = name;
    element.addEventListener('click', () => act(element));
    return element;
  }

  function hideNumber(box) {
    if (box.type === 'hidden') return;
    const column = box.closest('td');
    if (column) { // the buttons stand where the number stood
      box.hidden = true;
      return;
    }
    const cell = box.closest('.fieldBox')?.parentElement || box.closest('.form-row');
    cell.hidden = true;
  }

  function equip(group, row) {
    if (row.dataset.ordered || !boxOf(row)) return;
    row.dataset.ordered = '1';
    hideNumber(boxOf(row));
    const tools = document.createElement('span');
    tools.className = 'row-order';
    const handle = document.createElement('span');
    handle.className = 'row-handle';
    handle.textContent = '⠿';
    handle.setAttribute('aria-hidden', 'true');
    handle.addEventListener('pointerdown', () => { row.draggable = true; });
    handle.addEventListener('pointerup', () => { row.draggable = false; });
    tools.append(
      handle,
      button('↑', words('Move up'), row, (element) => move(group, row, -1, element)),
      button('↓', words('Move down'), row, (element) => move(group, row, 1, element)),
    );
    tools.addEventListener('keydown', (event) => {
      const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (!by) return;
      event.preventDefault();
      move(group, row, by, event.target);
    });
    (row.querySelector('h3') || boxOf(row).closest('td')).prepend(tools);
    row.addEventListener('dragstart', (event) => { dragged = row; event.dataTransfer.effectAllowed = 'move'; row.classList.add('dragged'); });
    row.addEventListener('dragend', () => {
      row.draggable = false;
      row.classList.remove('dragged');
      if (dragged) { renumber(group); say(group, row); }
      dragged = null;
    });
    row.addEventListener('dragover', (event) => {
      if (!dragged || dragged === row || dragged.parentElement !== row.parentElement) return;
      event.preventDefault();
      const rows = rowsOf(group);
      if (rows.indexOf(dragged) < rows.indexOf(row)) row.after(...piecesOf(dragged));
      else piecesOf(row)[0].before(...piecesOf(dragged));
    });
    row.addEventListener('drop', (event) => event.preventDefault());
  }

  // A row that is new and still empty keeps its number: a changed one would make Django ask for its boxes.
  function isEmpty(row) {
    return ![...row.querySelectorAll('input, select, textarea')].some(
      (box) => box !== boxOf(row) && box.type !== 'hidden' && (box.type === 'checkbox' ? box.checked : box.tagName !== 'SELECT' ? box.value.trim() : box.value && !box.querySelector('[selected]')),
    );
  }

  function numberNew(form) {
    for (const group of form.querySelectorAll('.inline-group')) {
      const rows = rowsOf(group);
      let last = Math.max(0, ...rows.map((row) => Number(latin(boxOf(row).value)) || 0));
      for (const row of rows.filter((one) => !one.classList.contains('has_original') && !isEmpty(one))) {
        if (!(Number(latin(boxOf(row).value)) > 0)) boxOf(row).value = (last += 1);
      }
    }
  }

  const latin = (text) => text.replace(/[۰-۹]/g, (digit) => '۰۱۲۳۴۵۶۷۸۹'.indexOf(digit));

  document.addEventListener('DOMContentLoaded', () => {
    const form = document.querySelector('#content-main form');
    if (!form) return;
    document.body.append(live);
    for (const group of form.querySelectorAll('.inline-group')) rowsOf(group).forEach((row) => equip(group, row));
    form.addEventListener('submit', () => numberNew(form), true);
  });
  document.addEventListener('row:opened', (event) => { if (boxOf(event.target)) hideNumber(boxOf(event.target)); });
  document.addEventListener('formset:added', (event) => {
    const group = event.target.closest('.inline-group');
    if (group) equip(group, event.target);
  });
}
