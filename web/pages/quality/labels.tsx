import type { Disposition, Severity } from '../../../src/domain/records/ncr.ts'
import { Badge } from '../../ui/panel.tsx'
import { wordsOf } from '../records/labels.tsx'

const tones = { minor: 'neutral', major: 'warn', critical: 'bad' } as const satisfies Record<Severity, string>

export const SeverityBadge = ({ of }: { of: Severity }) => <Badge tone={tones[of]}>{wordsOf(of)}</Badge>

export const dispositionLabels: Readonly<Record<Disposition, string>> = {
  rework: 'Rework',
  scrap: 'Scrap',
  use_as_is: 'Use as is',
  return: 'Return',
}
