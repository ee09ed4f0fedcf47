package lb.admin.config;

import java.util.List;
import java.util.regex.Pattern;

/** Whether a check speaks TLS. */
final class CheckTlsKeys {
    static final Form.Text PROTOCOL =
            new Form.Text("protocols, such as h2 or http/1.1", Pattern.compile("[!-~]{1,255}"));
    static final Key<Object> TLS = Key.without(
            "tls",
            new Form.Part("true or false, or { … }", List.of(ConnectTlsKeys.CHECK_TABLE), false, false),
            "as the server's `tls`, where it goes there; else false",
            "Whether, and how, the check speaks TLS.",
            "check-ssl");

    private CheckTlsKeys() {}
}
