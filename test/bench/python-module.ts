/** The module in Python that does the same work as `bond`, named as the files of its folder are. */
export const pythonModule = 'same_work'
