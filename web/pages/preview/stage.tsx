import { useId, useRef, useState } from 'react'
import type { Extent } from '../../../src/domain/geometry/figures.ts'
import { Button } from '../../ui/button.tsx'
import { classes } from '../../ui/classes.ts'
import { figureText } from '../../ui/file-facts.tsx'
import { Notice } from '../../ui/panel.tsx'
import type { Point } from './camera.ts'
import { keysHint, onViewerKey } from './keys.ts'
import type { Look } from './look.ts'
import type { ShapeFormat } from './shape.ts'
import { SectionBar, ViewBar } from './stage-bars.tsx'
import { mayMove, type StageState, useViewer } from './use-viewer.ts'

interface StageProps {
  name: string
  bytes: ArrayBuffer
  format: ShapeFormat
  /** Lengths along the axes with their unit, to be written at the box; null where they are not known. */
  lengths: { extent: Extent; unit: string } | null
  /** The part in words, for who does not see the picture. */
  words: string
}

const axes = ['x', 'y', 'z'] as const

/** The middle of a label: not over the border while what it names is seen, else out of sight along with that. */
const inside = (left: number, half: number, width: number): number =>
  left < 0 || left > width ? left : Math.max(half, Math.min(width - half, left))

/** A part that is turned by mouse, by touch, by keyboard and by buttons. Brings WebGL's library with it: load it lazily. */
export function Stage({ name, bytes, format, lengths, words }: StageProps) {
  const place = useRef<HTMLDivElement>(null)
  const labels = useRef<HTMLDivElement>(null)
  const [look, setLook] = useState<Look>({ edges: true, wireframe: false, box: false, section: null })
  const described = useId()
  const onLabels = (points: readonly Point[]) => {
    for (const [index, { left, top }] of points.entries()) {
      const label = labels.current?.children[index]
      if (!(label instanceof HTMLElement)) continue
      const middle = inside(left, label.offsetWidth / 2, place.current?.clientWidth ?? 0)
      label.style.translate = `calc(${middle}px - 50%) calc(${top}px - 50%)`
    }
  }
  const { viewer, state, again } = useViewer(place, { bytes, format, look, onLabels })
  const isOff = state.is !== 'shown'
  return (
    <div className="grid grid-cols-1 gap-2">
      <div className="relative overflow-hidden rounded-lg border border-line bg-sunken">
        <div
          ref={place}
          role="application"
          tabIndex={isOff ? -1 : 0}
          aria-label={`3-D view of ${name}`}
          aria-describedby={described}
          onKeyDown={(event) => onViewerKey(event, viewer.current, mayMove())}
          className={classes(
            'h-[min(26rem,52dvh,88vw)] min-h-56 cursor-grab outline-offset-[-2px] active:cursor-grabbing',
            // A canvas without its memory shows the browser's sign of a broken picture.
            isOff && '[&>canvas]:invisible',
          )}
        />
        <div ref={labels} aria-hidden className={look.box && lengths && !isOff ? '' : 'hidden'}>
          {axes.map((axis) => (
            <span
              key={axis}
              className="pointer-events-none absolute top-0 left-0 rounded bg-raised/90 px-1.5 text-xs font-medium whitespace-nowrap tabular-nums shadow-sm"
            >
              {lengths && `${axis.toUpperCase()} ${figureText(lengths.extent[axis])} ${lengths.unit}`}
            </span>
          ))}
        </div>
        {isOff && <NoPicture state={state} again={again} />}
      </div>
      <p id={described} className="sr-only">
        {words} {keysHint}
      </p>
      {!isOff && (
        <>
          <ViewBar viewer={viewer} look={look} onLook={setLook} />
          <SectionBar look={look} onLook={setLook} />
          <p aria-hidden className="text-xs text-soft max-sm:hidden">
            Drag to turn, right-drag to move, scroll to zoom. {keysHint}
          </p>
        </>
      )}
    </div>
  )
}

function NoPicture({ state, again }: { state: StageState; again(): void }) {
  return (
    <div className="absolute inset-0 grid place-content-center p-4">
      {state.is === 'no-webgl' && (
        <Notice title="This browser shows no 3-D">
          WebGL is switched off or missing here. The figures and the download work all the same.
        </Notice>
      )}
      {state.is === 'unreadable' && <Notice title="This file cannot be shown">{state.why}</Notice>}
      {state.is === 'lost' && (
        <Notice tone="warn" title="The picture was lost">
          <p>The browser needed the graphics memory for something else.</p>
          <Button small className="mt-2" onClick={again}>
            Show it again
          </Button>
        </Notice>
      )}
    </div>
  )
}
