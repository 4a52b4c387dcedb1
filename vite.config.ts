import tailwind from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** What pages have in common. Not what only some need, as charts, shapes and uploads: that stays beside them. */
const common =
  /\/web\/(api\/(?!upload|threads|cad|project)|ui\/(?!chart|upload|use-upload|drop-place|file-facts))|lucide-react|\/src\/domain\/(?!geometry)/

/** What single pages lend each other: a badge, a link, a notice. Not the picture of a part, which is heavy. */
const parts = /\/web\/(?!pages\/preview|ui\/chart)|@tanstack\/react-query|\/src\/domain\//

/** The dashboard: `web/` becomes `dist/web/`, which the server serves (src/http/site/dashboard.ts). */
export default defineConfig({
  root: 'web',
  base: '/dashboard/',
  plugins: [react(), tailwind()],
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    assetsDir: 'assets',
    // For `npm run web:budget`; it stands beside the folder that is served.
    manifest: true,
    // An inlined file would be a `data:` address, which the pages' policy lets through for images only.
    assetsInlineLimit: 0,
    target: 'es2022',
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // A file per shared module would be dozens of small requests on the way to the first page. What everybody
            // needs stands in one each: files that need each other in a circle may run in an order that breaks them.
            { name: 'start', tags: ['$initial'] },
            { name: 'overlays', test: /@base-ui/ },
            { name: 'shared', test: (id) => common.test(id), minShareCount: 2 },
            {
              name: 'parts',
              test: (id) => parts.test(id),
              minShareCount: 2,
              entriesAware: true,
              entriesAwareMergeThreshold: 3_000,
            },
          ],
        },
        // By default the name of each page that shares it.
        chunkFileNames: ({ name }) => `assets/${name.split('~')[0]}-[hash].js`,
      },
    },
  },
})
