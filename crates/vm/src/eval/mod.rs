//! The eval loop. See docs/eval-loop.md.
//!
//! `dispatch` fetches, decodes and dispatches; the handlers live by family; `cursor` is what slow
//! paths see of the running frame; `unwind` finds exception handlers; `call` builds frames.

mod asynchronous;
mod attribute_context;
mod attribute_stores;
mod attributes;
mod binding;
mod calls;
mod collections;
#[cfg(debug_assertions)]
mod compare;
mod comparisons;
pub(crate) mod cursor;
mod dict_attributes;
mod dispatch;
mod entering;
mod exceptions;
mod forms;
pub(crate) mod generators;
mod generic;
mod globals;
mod imports;
mod intrinsics;
mod iteration;
mod jumps;
mod keyword_calls;
mod known;
mod locals;
mod lookup;
mod matching;
mod methods;
mod names;
mod native_calls;
mod operation;
mod operators;
mod pairs;
mod polymorphic;
mod probing;
pub(crate) mod profile;
mod run;
pub(crate) mod sinks;
mod slices;
mod special_methods;
mod subscripts;
mod traced;
mod unpacking_calls;
pub(crate) mod unwind;

pub(crate) mod call;

pub(crate) use dispatch::{Table as HandlerTable, handler_table};
pub(crate) use known::KnownFunctions;
pub(crate) use polymorphic::AttributeCache;
pub(crate) use profile::Profile;
pub(crate) use run::{DEFAULT_RECURSION_LIMIT, ThreadState};
pub(crate) use special_methods::SpecialMethods;

/// The operation of every opcode, called as its opcode is.
pub(crate) mod operations {
    pub(crate) use super::asynchronous::*;
    pub(crate) use super::attribute_stores::*;
    pub(crate) use super::attributes::*;
    pub(crate) use super::calls::*;
    pub(crate) use super::collections::*;
    pub(crate) use super::comparisons::*;
    pub(crate) use super::dict_attributes::*;
    pub(crate) use super::exceptions::*;
    pub(crate) use super::forms::*;
    pub(crate) use super::generators::*;
    pub(crate) use super::globals::*;
    pub(crate) use super::imports::*;
    pub(crate) use super::iteration::*;
    pub(crate) use super::jumps::*;
    pub(crate) use super::keyword_calls::*;
    pub(crate) use super::locals::*;
    pub(crate) use super::matching::*;
    pub(crate) use super::methods::*;
    pub(crate) use super::names::*;
    pub(crate) use super::native_calls::*;
    pub(crate) use super::operators::*;
    pub(crate) use super::slices::*;
    pub(crate) use super::subscripts::*;
    pub(crate) use super::unpacking_calls::*;
}
