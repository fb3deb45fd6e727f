//! The handlers of a parser, as its attributes.

use rpy_macros::methods;
use rpy_vm::{PyResult, Ref, Value, Vm};

use super::parser::Parser;

/// The handlers, in the order of CPython.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Handler {
    StartElement,
    EndElement,
    ProcessingInstruction,
    CharacterData,
    UnparsedEntityDecl,
    NotationDecl,
    StartNamespaceDecl,
    EndNamespaceDecl,
    Comment,
    StartCdataSection,
    EndCdataSection,
    Default,
    DefaultExpand,
    NotStandalone,
    ExternalEntityRef,
    StartDoctypeDecl,
    EndDoctypeDecl,
    EntityDecl,
    XmlDecl,
    ElementDecl,
    AttlistDecl,
    SkippedEntity,
}

/// How many handlers there are.
pub(super) const HANDLERS: usize = 22;

impl Parser {
    fn handler(&self, handler: Handler, vm: &mut Vm) -> Value {
        self.handlers.get(vm)[handler as usize].clone()
    }

    fn set_handler(&self, handler: Handler, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        let Some(value) = value else {
            return Err(vm.runtime_error("Cannot delete attribute"));
        };
        if handler == Handler::CharacterData {
            // What was gathered is for the handler that was there.
            self.flush(vm)?;
        }
        let old = std::mem::replace(&mut self.handlers.get_mut(vm)[handler as usize], value);
        drop(old);
        Ok(())
    }
}

#[methods(HANDLER_ATTRIBUTES)]
impl Parser {
    #[getter("StartElementHandler")]
    fn start_element_handler(this: &Ref<Parser>, vm: &mut Vm) -> Value {
        this.handler(Handler::StartElement, vm)
    }

    #[setter("StartElementHandler")]
    fn set_start_element_handler(
        this: &Ref<Parser>,
        value: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        this.set_handler(Handler::StartElement, value, vm)
    }

    #[getter("EndElementHandler")]
    fn end_element_handler(this: &Ref<Parser>, vm: &mut Vm) -> Value {
        this.handler(Handler::EndElement, vm)
    }

    #[setter("EndElementHandler")]
    fn set_end_element_handler(
        this: &Ref<Parser>,
        value: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        this.set_handler(Handler::EndElement, value, vm)
    }

    #[getter("ProcessingInstructionHandler")]
    fn processing_instruction_handler(this: &Ref<Parser>, vm: &mut Vm) -> Value {
        this.handler(Handler::ProcessingInstruction, vm)
    }

    #[setter("ProcessingInstructionHandler")]
    fn set_processing_instruction_handler(
        this: &Ref<Parser>,
        value: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        this.set_handler(Handler::ProcessingInstruction, value, vm)
    }

    #[getter("CharacterDataHandler")]
    fn character_data_handler(this: &Ref<Parser>, vm: &mut Vm) -> Value {
        this.handler(Handler::CharacterData, vm)
    }

    #[setter("CharacterDataHandler")]
    fn set_character_data_handler(
        this: &Ref<Parser>,
        value: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        this.set_handler(Handler::CharacterData, value, vm)
    }

    #[getter("UnparsedEntityDeclHandler")]
    fn unparsed_entity_decl_handler(this: &Ref<Parser>, vm: &mut Vm) -> Value {
        this.handler(Handler::UnparsedEntityDecl, vm)
    }

    #[setter("UnparsedEntityDeclHandler")]
    fn set_unparsed_entity_decl_handler(
        this: &Ref<Parser>,
        value: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        this.set_handler(Handler::UnparsedEntityDecl, value, vm)
    }

    #[getter("NotationDeclHandler")]
    fn notation_decl_handler(this: &Ref<Parser>, vm: &mut Vm) -> Value {
        this.handler(Handler::NotationDecl, vm)
    }

    #[setter("NotationDeclHandler")]
    fn set_notation_decl_handler(
        this: &Ref<Parser>,
        value: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        this.set_handler(Handler::NotationDecl, value, vm)
    }

    #[getter("StartNamespaceDeclHandler")]
    fn start_namespace_decl_handler(this: &Ref<Parser>, vm: &mut Vm) -> Value {
        this.handler(Handler::StartNamespaceDecl, vm)
    }

    #[setter("StartNamespaceDeclHandler")]
    fn set_start_namespace_decl_handler(
        this: &Ref<Parser>,
        value: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        this.set_handler(Handler::StartNamespaceDecl, value, vm)
    }

    #[getter("EndNamespaceDeclHandler")]
    fn end_namespace_decl_handler(this: &Ref<Parser>, vm: &mut Vm) -> Value {
        this.handler(Handler::EndNamespaceDecl, vm)
    }

    #[setter("EndNamespaceDeclHandler")]
    fn set_end_namespace_decl_handler(
        this: &Ref<Parser>,
        value: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        this.set_handler(Handler::EndNamespaceDecl, value, vm)
    }

    #[getter("CommentHandler")]
    fn comment_handler(this: &Ref<Parser>, vm: &mut Vm) -> Value {
        this.handler(Handler::Comment, vm)
    }

    #[setter("CommentHandler")]
    fn set_comment_handler(this: &Ref<Parser>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        this.set_handler(Handler::Comment, value, vm)
    }

    #[getter("StartCdataSectionHandler")]
    fn start_cdata_section_handler(this: &Ref<Parser>, vm: &mut Vm) -> Value {
        this.handler(Handler::StartCdataSection, vm)
    }

    #[setter("StartCdataSectionHandler")]
    fn set_start_cdata_section_handler(
        this: &Ref<Parser>,
        value: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        this.set_handler(Handler::StartCdataSection, value, vm)
    }

    #[getter("EndCdataSectionHandler")]
    fn end_cdata_section_handler(this: &Ref<Parser>, vm: &mut Vm) -> Value {
        this.handler(Handler::EndCdataSection, vm)
    }

    #[setter("EndCdataSectionHandler")]
    fn set_end_cdata_section_handler(
        this: &Ref<Parser>,
        value: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        this.set_handler(Handler::EndCdataSection, value, vm)
    }

    #[getter("DefaultHandler")]
    fn default_handler(this: &Ref<Parser>, vm: &mut Vm) -> Value {
        this.handler(Handler::Default, vm)
    }

    #[setter("DefaultHandler")]
    fn set_default_handler(this: &Ref<Parser>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        this.set_handler(Handler::Default, value, vm)
    }

    #[getter("DefaultHandlerExpand")]
    fn default_handler_expand(this: &Ref<Parser>, vm: &mut Vm) -> Value {
        this.handler(Handler::DefaultExpand, vm)
    }

    #[setter("DefaultHandlerExpand")]
    fn set_default_handler_expand(
        this: &Ref<Parser>,
        value: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        this.set_handler(Handler::DefaultExpand, value, vm)
    }

    #[getter("NotStandaloneHandler")]
    fn not_standalone_handler(this: &Ref<Parser>, vm: &mut Vm) -> Value {
        this.handler(Handler::NotStandalone, vm)
    }

    #[setter("NotStandaloneHandler")]
    fn set_not_standalone_handler(
        this: &Ref<Parser>,
        value: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        this.set_handler(Handler::NotStandalone, value, vm)
    }

    #[getter("ExternalEntityRefHandler")]
    fn external_entity_ref_handler(this: &Ref<Parser>, vm: &mut Vm) -> Value {
        this.handler(Handler::ExternalEntityRef, vm)
    }

    #[setter("ExternalEntityRefHandler")]
    fn set_external_entity_ref_handler(
        this: &Ref<Parser>,
        value: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        this.set_handler(Handler::ExternalEntityRef, value, vm)
    }

    #[getter("StartDoctypeDeclHandler")]
    fn start_doctype_decl_handler(this: &Ref<Parser>, vm: &mut Vm) -> Value {
        this.handler(Handler::StartDoctypeDecl, vm)
    }

    #[setter("StartDoctypeDeclHandler")]
    fn set_start_doctype_decl_handler(
        this: &Ref<Parser>,
        value: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        this.set_handler(Handler::StartDoctypeDecl, value, vm)
    }

    #[getter("EndDoctypeDeclHandler")]
    fn end_doctype_decl_handler(this: &Ref<Parser>, vm: &mut Vm) -> Value {
        this.handler(Handler::EndDoctypeDecl, vm)
    }

    #[setter("EndDoctypeDeclHandler")]
    fn set_end_doctype_decl_handler(
        this: &Ref<Parser>,
        value: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        this.set_handler(Handler::EndDoctypeDecl, value, vm)
    }

    #[getter("EntityDeclHandler")]
    fn entity_decl_handler(this: &Ref<Parser>, vm: &mut Vm) -> Value {
        this.handler(Handler::EntityDecl, vm)
    }

    #[setter("EntityDeclHandler")]
    fn set_entity_decl_handler(
        this: &Ref<Parser>,
        value: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        this.set_handler(Handler::EntityDecl, value, vm)
    }

    #[getter("XmlDeclHandler")]
    fn xml_decl_handler(this: &Ref<Parser>, vm: &mut Vm) -> Value {
        this.handler(Handler::XmlDecl, vm)
    }

    #[setter("XmlDeclHandler")]
    fn set_xml_decl_handler(this: &Ref<Parser>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        this.set_handler(Handler::XmlDecl, value, vm)
    }

    #[getter("ElementDeclHandler")]
    fn element_decl_handler(this: &Ref<Parser>, vm: &mut Vm) -> Value {
        this.handler(Handler::ElementDecl, vm)
    }

    #[setter("ElementDeclHandler")]
    fn set_element_decl_handler(
        this: &Ref<Parser>,
        value: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        this.set_handler(Handler::ElementDecl, value, vm)
    }

    #[getter("AttlistDeclHandler")]
    fn attlist_decl_handler(this: &Ref<Parser>, vm: &mut Vm) -> Value {
        this.handler(Handler::AttlistDecl, vm)
    }

    #[setter("AttlistDeclHandler")]
    fn set_attlist_decl_handler(
        this: &Ref<Parser>,
        value: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        this.set_handler(Handler::AttlistDecl, value, vm)
    }

    #[getter("SkippedEntityHandler")]
    fn skipped_entity_handler(this: &Ref<Parser>, vm: &mut Vm) -> Value {
        this.handler(Handler::SkippedEntity, vm)
    }

    #[setter("SkippedEntityHandler")]
    fn set_skipped_entity_handler(
        this: &Ref<Parser>,
        value: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        this.set_handler(Handler::SkippedEntity, value, vm)
    }
}
