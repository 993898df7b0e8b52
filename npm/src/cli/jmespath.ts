/*! @jmespath-community/jmespath, under the Mozilla Public License 2.0: see NOTICES.txt */
/** The language of `--query`: a file of its own in the package, loaded only when it is used. */
export { compile, TreeInterpreter } from "@jmespath-community/jmespath";
