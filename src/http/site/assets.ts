import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'

/** Below it stand files whose path changes with their content, so that a browser never asks for one twice. */
const prefix = '/docs/assets'
const cacheForever = 'public, max-age=31536000, immutable'

const mediaTypes = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml; charset=utf-8',
} as const

interface OwnAsset {
  path: string
  mediaType: string
  bytes: Buffer
}

function own(name: string, extension: keyof typeof mediaTypes): OwnAsset {
  const bytes = readFileSync(new URL(`assets/${name}.${extension}`, import.meta.url))
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 12)
  return { path: `${prefix}/${name}.${hash}.${extension}`, mediaType: mediaTypes[extension], bytes }
}

const ownAssets = {
  style: own('site', 'css'),
  guideStyle: own('guide', 'css'),
  mark: own('mark', 'svg'),
  reference: own('api-reference', 'js'),
}

const require = createRequire(import.meta.url)
/** Scalar's build for browsers: an entry module and its chunks. */
const scalarFolder = join(dirname(require.resolve('@scalar/api-reference')), 'browser')
const { version } = require(join(scalarFolder, '../../package.json')) as { version: string }
const scalarPrefix = `${prefix}/scalar-${version}/`

/** Where pages find what they need. */
export const assetPaths = {
  style: ownAssets.style.path,
  /** Beside it on the pages of the guide. */
  guideStyle: ownAssets.guideStyle.path,
  mark: ownAssets.mark.path,
  /** Starts the API reference; imports what `data-bundle` of its mount point names. */
  reference: ownAssets.reference.path,
  scalar: `${scalarPrefix}standalone.esm.js`,
}

export async function registerAssets(app: FastifyInstance): Promise<void> {
  for (const { path, mediaType, bytes } of Object.values(ownAssets))
    app.get(path, async (_, reply) => reply.header('cache-control', cacheForever).type(mediaType).send(bytes))
  await app.register(fastifyStatic, {
    root: scalarFolder,
    prefix: scalarPrefix,
    decorateReply: false,
    index: false,
    allowedPath: (path) => path.endsWith('.js'),
    maxAge: '365d',
    immutable: true,
  })
}
