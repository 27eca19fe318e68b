//! Values as JSON, in the bytes that `serde_json` gives them: of an export most is names of fields, which need no look, and
//! texts, which are looked at many bytes at a time.

use super::escape::{Put, push_escaped, put_char};
use serde::ser::{self, Impossible, Serialize, Serializer};
use serde_json::Error;
use std::fmt::Display;
use std::io::Write;

/// Adds a value.
///
/// # Errors
/// Where it has a part that exports do not have, or refuses itself.
pub(super) fn push_json(text: &mut Vec<u8>, value: &(impl Serialize + ?Sized)) -> Result<(), Error> {
    value.serialize(Json(text))
}

/// Adds a string.
pub(super) fn push_string(text: &mut Vec<u8>, string: &str) {
    text.push(b'"');
    let plain = |byte| !matches!(byte, 0..=0x1f | b'"' | b'\\');
    push_escaped(text, string, plain, |text, c, _| match c {
        '"' => text.put("\\\""),
        '\\' => text.put("\\\\"),
        '\n' => text.put("\\n"),
        '\r' => text.put("\\r"),
        '\t' => text.put("\\t"),
        '\u{8}' => text.put("\\b"),
        '\u{c}' => text.put("\\f"),
        c if c.is_ascii_control() => put_display(text, format_args!("\\u{:04x}", u32::from(c))),
        c => put_char(text, c),
    });
    text.push(b'"');
}

fn put_display(text: &mut Vec<u8>, shown: impl Display) {
    // Writing to memory cannot fail.
    let _ = write!(text, "{shown}");
}

/// Where a value goes.
struct Json<'t>(&'t mut Vec<u8>);

/// The values of a list, or the entries of an object.
struct Items<'t> {
    text: &'t mut Vec<u8>,
    first: bool,
    end: u8,
}

impl<'t> Items<'t> {
    fn begin(text: &'t mut Vec<u8>, [start, end]: [u8; 2]) -> Items<'t> {
        text.push(start);
        Items { text, first: true, end }
    }

    fn next(&mut self) {
        if !std::mem::take(&mut self.first) {
            self.text.push(b',');
        }
    }

    fn close(self) -> Result<(), Error> {
        self.text.push(self.end);
        Ok(())
    }
}

const LIST: [u8; 2] = *b"[]";
const OBJECT: [u8; 2] = *b"{}";

fn refused<T>() -> Result<T, Error> {
    Err(ser::Error::custom("no export has such a value"))
}

/// Numbers as they are shown.
macro_rules! whole {
    ($($name:ident: $kind:ty),+) => {
        $(fn $name(self, value: $kind) -> Result<(), Error> {
            put_display(self.0, value);
            Ok(())
        })+
    };
}

impl<'t> Serializer for Json<'t> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Items<'t>;
    type SerializeTuple = Items<'t>;
    type SerializeTupleStruct = Impossible<(), Error>;
    type SerializeTupleVariant = Impossible<(), Error>;
    type SerializeMap = Items<'t>;
    type SerializeStruct = Items<'t>;
    type SerializeStructVariant = Impossible<(), Error>;

    whole!(serialize_bool: bool, serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64);
    whole!(serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64);

    fn serialize_f32(self, value: f32) -> Result<(), Error> {
        serde_json::to_writer(self.0, &value)
    }
    fn serialize_f64(self, value: f64) -> Result<(), Error> {
        serde_json::to_writer(self.0, &value)
    }
    fn serialize_char(self, value: char) -> Result<(), Error> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }
    fn serialize_str(self, value: &str) -> Result<(), Error> {
        push_string(self.0, value);
        Ok(())
    }
    fn serialize_bytes(self, _: &[u8]) -> Result<(), Error> {
        refused()
    }
    fn serialize_none(self) -> Result<(), Error> {
        self.serialize_unit()
    }
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }
    fn serialize_unit(self) -> Result<(), Error> {
        self.0.put("null");
        Ok(())
    }
    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Error> {
        self.serialize_unit()
    }
    fn serialize_unit_variant(self, _: &'static str, _: u32, name: &'static str) -> Result<(), Error> {
        self.serialize_str(name)
    }
    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), Error> {
        refused()
    }
    fn serialize_seq(self, _: Option<usize>) -> Result<Items<'t>, Error> {
        Ok(Items::begin(self.0, LIST))
    }
    fn serialize_tuple(self, _: usize) -> Result<Items<'t>, Error> {
        Ok(Items::begin(self.0, LIST))
    }
    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeTupleStruct, Error> {
        refused()
    }
    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Error> {
        refused()
    }
    fn serialize_map(self, _: Option<usize>) -> Result<Items<'t>, Error> {
        Ok(Items::begin(self.0, OBJECT))
    }
    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Items<'t>, Error> {
        Ok(Items::begin(self.0, OBJECT))
    }
    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Error> {
        refused()
    }
}

impl ser::SerializeSeq for Items<'_> {
    type Ok = ();
    type Error = Error;
    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.next();
        push_json(self.text, value)
    }
    fn end(self) -> Result<(), Error> {
        self.close()
    }
}

impl ser::SerializeTuple for Items<'_> {
    type Ok = ();
    type Error = Error;
    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        ser::SerializeSeq::serialize_element(self, value)
    }
    fn end(self) -> Result<(), Error> {
        self.close()
    }
}

impl ser::SerializeMap for Items<'_> {
    type Ok = ();
    type Error = Error;
    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        self.next();
        push_json(self.text, key)
    }
    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.text.push(b':');
        push_json(self.text, value)
    }
    fn end(self) -> Result<(), Error> {
        self.close()
    }
}

impl ser::SerializeStruct for Items<'_> {
    type Ok = ();
    type Error = Error;
    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), Error> {
        self.next();
        self.text.push(b'"');
        self.text.put(name);
        self.text.put("\":");
        push_json(self.text, value)
    }
    fn end(self) -> Result<(), Error> {
        self.close()
    }
}
