/** Differences smaller than this part of a share are left: giving a lane up costs a moment of standing still. */
const slack = 0.1

/**
 * How many of its busy lanes a node should give to others, which hold so many each. Their idle lanes count, too: who
 * cannot see more of them gives rather too little, and looks again.
 */
export function excessLanes(busy: number, others: readonly number[]): number {
  if (others.length === 0) return 0
  const share = Math.ceil(others.reduce((sum, lanes) => sum + lanes, busy) / (others.length + 1))
  const excess = busy - share
  return excess >= Math.max(1, share * slack) ? excess : 0
}
