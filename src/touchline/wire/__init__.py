"""Bytes to messages and back: today's JSON, the legacy JSON, the API form, XML in its dialects."""

from touchline.wire.codec import Decoded, Form, decode, encode
from touchline.wire.fragments import decode_fragment, encode_fragment

__all__ = ["Decoded", "Form", "decode", "decode_fragment", "encode", "encode_fragment"]
