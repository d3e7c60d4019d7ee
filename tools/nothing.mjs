// Stands for packages that the bundles do without (build.mjs says which).
export {}
