/** What a shop of this kind makes, and for whom. */
export const customers: readonly { name: string; company: string }[] = [
  { name: 'Ines Albrecht', company: 'Albrecht Optik' },
  { name: 'Jonas Berg', company: 'Nordlys Marine' },
  { name: 'Priya Chandra', company: 'Chandra Robotics' },
  { name: 'Tom Delaney', company: 'Delaney Bikes' },
  { name: 'Sofia Esposito', company: 'Officine Esposito' },
  { name: 'Karim Fadel', company: 'Fadel Medical' },
  { name: 'Mei Guo', company: 'Guo Instruments' },
  { name: 'Lars Holm', company: 'Holm Audio' },
  { name: 'Ana Ibarra', company: 'Ibarra Agrícola' },
  { name: 'Kenji Ito', company: 'Ito Camera' },
  { name: 'Nora Jansen', company: 'Jansen Sluizen' },
  { name: 'Pavel Král', company: 'Král Dynamics' },
  { name: 'Grace Lindqvist', company: 'Lindqvist Rail' },
  { name: 'Owen Madden', company: 'Madden Brewing' },
  { name: 'Lucía Navarro', company: 'Navarro Solar' },
  { name: 'Emeka Obi', company: 'Obi Pumps' },
]

export const parts: readonly string[] = [
  'Bearing housing',
  'Bracket, left',
  'Bracket, right',
  'Cover plate',
  'Drive shaft',
  'Fan shroud',
  'Flange DN50',
  'Gear blank',
  'Heat sink',
  'Hinge block',
  'Manifold',
  'Motor mount',
  'Nozzle',
  'Piston',
  'Pulley',
  'Sensor holder',
  'Spacer',
  'Valve body',
]

export const processes: readonly string[] = [
  'CNC milling',
  'CNC turning',
  'Laser cutting',
  'Sheet metal bending',
  'Wire EDM',
]

export const materials: readonly string[] = [
  'Aluminium 6061-T6',
  'Aluminium 7075',
  'Brass CW614N',
  'PEEK',
  'POM-C',
  'Stainless steel 1.4301',
  'Steel S235',
  'Titanium Grade 5',
]

export const finishes: readonly string[] = [
  '',
  'Anodised, black',
  'Bead blasted',
  'Electropolished',
  'Zinc plated',
]

export const carriers: readonly string[] = ['DHL', 'FedEx', 'UPS']

export const talk: readonly { side: 'customer' | 'shop'; body: string }[] = [
  { side: 'customer', body: 'Can we have these a week earlier?' },
  { side: 'shop', body: 'The material arrives on Thursday; we can ship on Friday.' },
  { side: 'customer', body: 'The drawing has a new revision, please use that one.' },
  { side: 'shop', body: 'We need a tolerance for the bore: is H7 right?' },
  { side: 'customer', body: 'H7 is fine.' },
  { side: 'shop', body: 'First article is measured and good. Report attached to the shipment.' },
]

export const defects: readonly string[] = [
  'Bore ⌀12.00 measured 12.07.',
  'Anodising is spotted on two faces.',
  'Thread M6 does not take the gauge.',
  'Flatness 0.3 mm instead of 0.1 mm.',
]
