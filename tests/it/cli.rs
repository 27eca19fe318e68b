use assert_cmd as _;
