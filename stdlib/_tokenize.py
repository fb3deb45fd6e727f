"""The tokenizer of `tokenize`. It is missing; see docs/status.md."""


class TokenizerIter:
    """Raises NotImplementedError."""

    def __init__(self, readline, /, *, extra_tokens, encoding=None):
        raise NotImplementedError("tokenize is not supported yet")
