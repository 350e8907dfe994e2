//! F4: the durable store. Only this module names sled.
