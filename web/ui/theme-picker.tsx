import { useState } from 'react'
import { chooseTheme, readTheme, type Theme } from './theme.ts'

const themes: readonly (readonly [Theme, string])[] = [
  ['system', 'As the system'],
  ['light', 'Light'],
  ['dark', 'Dark'],
]

export function ThemePicker() {
  const [theme, setTheme] = useState(readTheme)
  return (
    <select
      aria-label="Colours"
      value={theme}
      onChange={(event) => {
        const next = event.target.value as Theme
        setTheme(next)
        chooseTheme(next)
      }}
      className="min-h-8 rounded-md border border-edge bg-raised px-2 text-sm"
    >
      {themes.map(([value, label]) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </select>
  )
}
