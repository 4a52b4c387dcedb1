/** What a project can be; the first three are open. */
export const projectStatuses = ['draft', 'active', 'on_hold', 'completed', 'cancelled', 'archived'] as const
export type ProjectStatus = (typeof projectStatuses)[number]

/** Where a project can go from each status (domain.md, "Tables"): open ones anywhere, closed ones to the archive. */
const successors: Readonly<Record<ProjectStatus, readonly ProjectStatus[]>> = {
  draft: projectStatuses,
  active: projectStatuses,
  on_hold: projectStatuses,
  completed: ['archived'],
  cancelled: ['archived'],
  archived: [],
}

/** True when a project of status `from` may be given the status `to`. An open one may be given its own again. */
export const canMoveProject = (from: ProjectStatus, to: ProjectStatus): boolean =>
  successors[from].includes(to)
