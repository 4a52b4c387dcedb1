import { describe, expect, it } from 'vitest'
import { canMoveProject, type ProjectStatus, projectStatuses } from './project.ts'

/** `y` where the move is allowed; columns in the order of `projectStatuses`. */
const table: Record<ProjectStatus, string> = {
  //          draft active on_hold completed cancelled archived
  draft: '    y     y      y       y         y         y',
  active: '   y     y      y       y         y         y',
  on_hold: '  y     y      y       y         y         y',
  completed: '.     .      .       .         .         y',
  cancelled: '.     .      .       .         .         y',
  archived: ' .     .      .       .         .         .',
}

const cases = Object.entries(table).flatMap(([from, marks]) =>
  marks
    .trim()
    .split(/ +/)
    .map(
      (mark, index) =>
        [from, projectStatuses[index], mark === 'y'] as [ProjectStatus, ProjectStatus, boolean],
    ),
)

describe('the status of a project', () => {
  it('is in the table with every other', () => {
    expect(cases).toHaveLength(projectStatuses.length ** 2)
  })

  it.each(cases)('%s to %s: %s', (from, to, allowed) => {
    expect(canMoveProject(from, to)).toBe(allowed)
  })
})
