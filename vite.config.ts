import tailwind from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** What pages have in common. Not what only some need, as charts and shapes: that stays beside them. */
const common = /\/web\/(api|ui\/(?!chart))|@base-ui|lucide-react|\/src\/domain\//

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
            // A file per shared module would be dozens of small requests on the way to the first page.
            { name: 'start', tags: ['$initial'] },
            {
              name: 'shared',
              test: (id) => common.test(id),
              minShareCount: 2,
              entriesAware: true,
              entriesAwareMergeThreshold: 50_000,
            },
          ],
        },
        // By default the name of each page that shares it.
        chunkFileNames: ({ name }) => `assets/${name.split('~')[0]}-[hash].js`,
      },
    },
  },
})
