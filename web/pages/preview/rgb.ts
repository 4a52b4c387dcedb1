/** `rgb(255, 128, 0)`, as browsers resolve a colour, in shares of one; black for anything else. */
export function toRgb(colour: string): [red: number, green: number, blue: number] {
  const [red = 0, green = 0, blue = 0] = (colour.match(/^rgba?\(([^)]*)\)$/)?.[1] ?? '')
    .split(/[\s,/]+/)
    .filter((word) => word !== '')
    .map((word) => Number(word) / 255)
  return [red, green, blue]
}
