import type { Operations } from "../generated/operations.js";
import type { Result } from "./options.js";

/** Name of an operation of the service. */
export type OperationName = keyof Operations;

/** What a call of the operation takes. Of a name that is not known when compiling: any object. */
export type ParamsOf<Name extends string> = Name extends OperationName ? Operations[Name]["params"] : object;

/** What a call of the operation answers. */
export type ResultOf<Name extends string> = Name extends OperationName ? Operations[Name]["result"] : Result;
