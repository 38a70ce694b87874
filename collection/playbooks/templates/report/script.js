'use strict'
{
  const find = document.getElementById('find')
  const tiles = [...document.querySelectorAll('.tile')]
  const shown = document.getElementById('shown')
  const nothing = document.getElementById('nothing')
  const hosts = [...document.querySelectorAll('.host')].map(card => ({ card, marks: card.dataset.marks.split(' '), text: undefined }))

  // What is asked for stands in the address, so that it can be kept and handed on.
  const keep = (words, states) => {
    const asked = new URLSearchParams()
    if (words.length > 0) asked.set('find', words.join(' '))
    if (states.length > 0) asked.set('state', states.join(' '))
    history.replaceState(null, '', asked.size > 0 ? '#?' + asked : location.pathname + location.search)
  }

  const textOf = host => (host.text ??= host.card.textContent.toLowerCase())

  const show = () => {
    const words = find.value.toLowerCase().split(/\s+/).filter(word => word !== '')
    const states = tiles.filter(tile => tile.ariaPressed === 'true').map(tile => tile.dataset.state)
    let count = 0
    for (const host of hosts) {
      const fits =
        (states.length === 0 || states.some(state => host.marks.includes(state))) &&
        words.every(word => textOf(host).includes(word))
      host.card.hidden = !fits
      if (fits) count++
    }
    shown.textContent = count === hosts.length ? 'all ' + count + ' shown' : count + ' of ' + hosts.length + ' shown'
    nothing.hidden = count > 0
    keep(words, states)
  }

  const clear = () => {
    find.value = ''
    for (const tile of tiles) tile.ariaPressed = 'false'
    show()
  }

  for (const tile of tiles) {
    tile.disabled = false
    tile.addEventListener('click', () => {
      tile.ariaPressed = String(tile.ariaPressed !== 'true')
      show()
    })
  }
  find.addEventListener('input', show)
  document.getElementById('all').addEventListener('click', () => {
    clear()
    find.focus()
  })
  document.addEventListener('keydown', event => {
    if (event.key === '/' && event.target !== find && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault()
      find.focus()
    }
    if (event.key === 'Escape') clear()
  })

  const asked = new URLSearchParams(location.hash.startsWith('#?') ? location.hash.slice(2) : '')
  find.value = asked.get('find') ?? ''
  for (const tile of tiles) if ((asked.get('state') ?? '').split(' ').includes(tile.dataset.state)) tile.ariaPressed = 'true'
  find.closest('.find').hidden = false
  show()
}
