const single = (word: string): string =>
  word.replace(/(ies|uses|s)$/, (ending) => (ending === 'ies' ? 'y' : ending === 'uses' ? 'us' : ''))

/**
 * The path of a field as people would say it: `lines[0].breaks[1].unit_price` is "Line 1, break 2, unit price".
 * Empty for the whole of what was sent.
 */
export function sayPath(path: string): string {
  const steps = path.split('.').filter((step, at, all) => step !== '' && step !== all[at - 1])
  const words = steps.map((step) => {
    const [, name = step, index] = /^(.*?)\[(\d+)\]$/.exec(step) ?? []
    const plain = name.replaceAll('_', ' ')
    return index === undefined ? plain : `${single(plain)} ${Number(index) + 1}`
  })
  const said = words.join(', ')
  return said.charAt(0).toUpperCase() + said.slice(1)
}
