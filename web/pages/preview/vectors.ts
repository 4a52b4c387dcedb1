/** A place or a direction in the unit of the part. */
export type Vector = readonly [x: number, y: number, z: number]

export const plus = ([ax, ay, az]: Vector, [bx, by, bz]: Vector): Vector => [ax + bx, ay + by, az + bz]

export const times = ([x, y, z]: Vector, factor: number): Vector => [x * factor, y * factor, z * factor]

export const minus = (a: Vector, b: Vector): Vector => plus(a, times(b, -1))

export const dot = ([ax, ay, az]: Vector, [bx, by, bz]: Vector): number => ax * bx + ay * by + az * bz
