import { relative } from 'node:path';
import type { Plugin } from 'esbuild';

/** Refuses machine code: the runner could be another machine, and would have to trust it with everything. */
export const refuseNativeAddons: Plugin = {
  name: 'refuse native addons',
  setup(build) {
    build.onResolve({ filter: /\.node$/ }, ({ path, importer }) => {
      const by = importer === '' ? '' : `, imported by ${relative(process.cwd(), importer)},`;
      return {
        errors: [
          { text: `${path}${by} is a native addon, which handlers cannot have. Use a package without one.` },
        ],
      };
    });
  },
};
