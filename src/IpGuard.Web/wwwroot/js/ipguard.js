// Small helps on top of pages that work without them.

for (const button of document.querySelectorAll('button.copy')) {
  button.hidden = false;
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    const before = button.textContent;
    button.textContent = button.dataset.done;
    setTimeout(() => { button.textContent = before; }, 1500);
  });
}

// Browsers do it only over https and on this machine; elsewhere the section stays hidden.
for (const sheet of document.querySelectorAll('[data-hash]')) {
  sheet.hidden = !window.crypto?.subtle;
  const told = sheet.querySelector('ul');
  sheet.querySelector('input').addEventListener('change', async (event) => {
    told.replaceChildren();
    for (const file of event.target.files) {
      const item = document.createElement('li');
      item.textContent = `${file.name} · ${sheet.dataset.busy}`;
      told.append(item);
      try {
        const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()));
        const hash = document.createElement('code');
        hash.textContent = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
        item.replaceChildren(file.name, document.createElement('br'), hash);
      } catch {
        item.textContent = `${file.name} · ${sheet.dataset.fault}`;
      }
    }
  });
}

for (const compare of document.querySelectorAll('[data-compare]')) {
  const range = compare.querySelector('[data-at]');
  const show = () => compare.style.setProperty('--at', `${range.value}%`);
  range.addEventListener('input', show);
  show();
  compare.classList.add('live');
}

// The thread ties each point of the work to its twin on the listing: a few at rest, and the pair that is chosen.
for (const threads of document.querySelectorAll('[data-threads]')) {
  const compare = threads.closest('[data-compare]');
  const slider = compare.querySelector('#pair');
  if (!slider) continue;
  const told = compare.querySelector('output');
  const marks = [...compare.querySelectorAll('[data-pair]')];
  const most = Number(slider.max);
  const resting = Math.ceil(most / 6);
  let chosen = 0;

  const place = (mark) => {
    const { x, y } = new DOMPoint(mark.dataset.x, mark.dataset.y).matrixTransform(mark.ownerSVGElement.getScreenCTM());
    const stage = threads.getBoundingClientRect();
    return [x - stage.left, y - stage.top];
  };

  const tie = (pair) => {
    const [from, to] = marks.filter((mark) => Number(mark.dataset.pair) === pair).map(place);
    const line = document.createElementNS('http://www.w3.org/2000/svg', 'line');
    const ends = { x1: from[0], y1: from[1], x2: to[0], y2: to[1] };
    for (const [name, value] of Object.entries(ends)) line.setAttribute(name, value.toFixed(1));
    line.classList.toggle('chosen', pair === chosen);
    return line;
  };

  const draw = () => {
    for (const mark of marks) mark.classList.toggle('chosen', Number(mark.dataset.pair) === chosen);
    told.textContent = chosen === 0 ? slider.dataset.none : slider.dataset.told.replace('{0}', chosen).replace('{1}', most);
    slider.setAttribute('aria-valuetext', told.textContent);
    // Hidden pictures have no places.
    if (threads.getClientRects().length === 0) return;
    const pairs = Array.from({ length: most }, (_, i) => i + 1);
    const shown = chosen === 0 ? pairs.filter((pair) => (pair - 1) % resting === 0) : [chosen];
    threads.replaceChildren(...shown.map(tie));
  };

  const choose = (pair) => {
    chosen = pair;
    slider.value = pair;
    draw();
  };

  slider.addEventListener('input', () => choose(Number(slider.value)));
  for (const mark of marks) mark.addEventListener('pointerenter', () => choose(Number(mark.dataset.pair)));
  compare.querySelector('.stage').addEventListener('pointerleave', () => choose(0));
  compare.addEventListener('change', draw);
  new ResizeObserver(draw).observe(threads);
  draw();
}

for (const drop of document.querySelectorAll('[data-drop]')) {
  const { cover, remove, first, heavy, many, most, bytes } = drop.dataset;
  const input = drop.querySelector('input[type=file]');
  const previews = drop.querySelector('.previews');
  const told = drop.querySelector('[data-told]');
  let files = [];
  let addresses = [];

  // What is shown is what the form will send, in this order.
  const put = (next) => {
    told.textContent = next.length > Number(most) ? many : '';
    files = next.slice(0, Number(most));
    const transfer = new DataTransfer();
    files.forEach((file) => transfer.items.add(file));
    input.files = transfer.files;
    addresses.forEach(URL.revokeObjectURL);
    addresses = files.map((file) => URL.createObjectURL(file));
    previews.replaceChildren(...files.map(draw));
    drop.classList.toggle('filled', files.length > 0);
  };

  const act = (sign, label, next) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = sign;
    button.setAttribute('aria-label', label);
    button.title = label;
    button.addEventListener('click', () => put(next()));
    return button;
  };

  const draw = (file, i) => {
    const item = document.createElement('li');
    const image = document.createElement('img');
    image.src = addresses[i];
    image.alt = file.name;
    const name = document.createElement('span');
    name.textContent = i === 0 ? `${cover} · ${file.name}` : file.name;
    const others = () => files.filter((_, j) => j !== i);
    const buttons = document.createElement('div');
    if (i > 0) buttons.append(act('↑', first.replace('{0}', file.name), () => [file, ...others()]));
    buttons.append(act('×', remove.replace('{0}', file.name), others));
    item.append(image, name, buttons);
    if (file.size > Number(bytes)) {
      const fault = document.createElement('span');
      fault.className = 'fault';
      fault.textContent = heavy;
      item.append(fault);
    }
    return item;
  };

  for (const type of ['dragenter', 'dragover']) {
    drop.addEventListener(type, (event) => { event.preventDefault(); drop.classList.add('over'); });
  }
  for (const type of ['dragleave', 'drop']) {
    drop.addEventListener(type, () => drop.classList.remove('over'));
  }
  drop.addEventListener('drop', (event) => {
    event.preventDefault();
    put([...files, ...event.dataTransfer.files]);
  });
  // Choosing again adds, as dropping does; what is there already is not added twice.
  input.addEventListener('change', () => {
    const isSame = (a, b) => a.name === b.name && a.size === b.size && a.lastModified === b.lastModified;
    put([...files, ...[...input.files].filter((file) => !files.some((other) => isSame(file, other)))]);
  });
}

// A part of a page that changes while something runs is fetched anew until it no longer says that it runs.
for (const part of document.querySelectorAll('[data-live]')) {
  const again = async () => {
    if (!part.querySelector('[data-running]')) return;
    if (!document.hidden) {
      try {
        const answer = await fetch(location.href, { headers: { accept: 'text/html' } });
        const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById(part.id);
        // What someone has opened stays open.
        const open = [...part.querySelectorAll('details')].map((details) => details.open);
        if (answer.ok && fresh && !part.contains(document.activeElement)) {
          part.replaceChildren(...fresh.childNodes);
          part.querySelectorAll('details').forEach((details, i) => { details.open = open[i] ?? false; });
        }
      } catch {
        // The service is away for a moment; it is asked again.
      }
    }
    setTimeout(again, 2000);
  };
  setTimeout(again, 2000);
}
