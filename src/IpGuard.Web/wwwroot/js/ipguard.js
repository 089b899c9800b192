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

for (const compare of document.querySelectorAll('[data-compare]')) {
  const range = compare.querySelector('input[type=range]');
  const show = () => compare.style.setProperty('--at', `${range.value}%`);
  range.addEventListener('input', show);
  show();
  compare.classList.add('live');
}

for (const drop of document.querySelectorAll('[data-drop]')) {
  const input = drop.querySelector('input[type=file]');
  const previews = drop.querySelector('.previews');
  let addresses = [];

  const put = (files) => {
    const transfer = new DataTransfer();
    for (const file of files) transfer.items.add(file);
    input.files = transfer.files;
    draw();
  };

  const draw = () => {
    addresses.forEach(URL.revokeObjectURL);
    addresses = [];
    previews.replaceChildren(...[...input.files].map((file, i) => {
      const item = document.createElement('li');
      const image = document.createElement('img');
      const address = URL.createObjectURL(file);
      addresses.push(address);
      image.src = address;
      image.alt = file.name;
      const name = document.createElement('span');
      name.textContent = i === 0 ? `${drop.dataset.cover} · ${file.name}` : file.name;
      const remove = document.createElement('button');
      remove.type = 'button';
      remove.textContent = '×';
      remove.setAttribute('aria-label', drop.dataset.remove.replace('{0}', file.name));
      remove.addEventListener('click', () => put([...input.files].filter((_, j) => j !== i)));
      item.append(image, name, remove);
      return item;
    }));
    drop.classList.toggle('filled', input.files.length > 0);
  };

  for (const type of ['dragenter', 'dragover']) {
    drop.addEventListener(type, (event) => { event.preventDefault(); drop.classList.add('over'); });
  }
  for (const type of ['dragleave', 'drop']) {
    drop.addEventListener(type, () => drop.classList.remove('over'));
  }
  drop.addEventListener('drop', (event) => {
    event.preventDefault();
    put([...input.files, ...event.dataTransfer.files]);
  });
  input.addEventListener('change', draw);
}
