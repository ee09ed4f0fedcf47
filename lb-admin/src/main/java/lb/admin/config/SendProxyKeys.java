package lb.admin.config;

import java.util.EnumSet;
import java.util.List;
import lb.proxy.settings.SendProxy;
import org.jspecify.annotations.Nullable;

/** The PROXY header that a server gets. */
final class SendProxyKeys {
    /** Its version. */
    enum Version {
        V1,
        V2
    }

    static final Key<Version> VERSION = Key.of(
            "version", Form.Word.of(Version.values()), Version.V2, "Of the protocol: `v1` is text, `v2` binary.");
    static final Key<Boolean> CHECKSUM = Key.of(
            "checksum", new Form.Flag(), false, "Whether it carries a CRC32C (`v2`).", "proxy-v2-options crc32c");
    static final Key<Boolean> PASS_ON = Key.of(
            "pass-on",
            new Form.Flag(),
            false,
            "Whether it carries what the client's own PROXY header told beside the addresses, such as authority and ALPN"
                    + " (`v2`).");
    static final Form.Word<SendProxy.OfTls> OF_TLS = Form.Word.of(SendProxy.OfTls.values());
    static final Key<Object> TLS = Key.without(
            "tls",
            new Form.Part("a list of " + OF_TLS.expected(), List.of(), false, false),
            "nothing",
            "What it tells of the client's TLS with lb (`v2`); `common-name` and `cipher` beside `ssl`.",
            "send-proxy-v2-ssl",
            "send-proxy-v2-ssl-cn",
            "proxy-v2-options ssl");
    static final Table TABLE = new Table(
            "backends.<name>.servers.<name>.send-proxy",
            "The PROXY header that tells a server who the client is. Checks go without.",
            List.of(VERSION, CHECKSUM, PASS_ON, TLS));
    static final Key<Object> SEND_PROXY = Key.without(
            "send-proxy",
            new Form.Part("v1, v2 or { version = …, checksum = …, pass-on = … }", List.of(TABLE), false, false),
            "none",
            "The PROXY header that connections to it begin with, which are then not kept for other clients.",
            "send-proxy",
            "send-proxy-v2");

    private SendProxyKeys() {}

    static @Nullable SendProxy read(Section server) {
        var value = server.value(SEND_PROXY);
        if (value == null) {
            return null;
        }
        if (value.scalar().isPresent()) {
            var version = value.parsed((Form.Scalar<Version>) VERSION.form());
            return version == null ? null : new SendProxy(version == Version.V1 ? 1 : 2, false, false);
        }
        var section = server.section(SEND_PROXY, TABLE);
        if (section == null) {
            return null;
        }
        var version = section.orStandard(VERSION);
        if (version == Version.V1) {
            section.wrong(CHECKSUM, "only with version = v2");
            section.wrong(PASS_ON, "only with version = v2");
            section.wrong(TLS, "only with version = v2");
        }
        var told = EnumSet.noneOf(SendProxy.OfTls.class);
        var tls = section.value(TLS);
        for (var one : tls == null ? List.<Value>of() : tls.elements()) {
            var word = one.parsed(OF_TLS);
            if (word != null) {
                told.add(word);
            }
        }
        if (!told.isEmpty()
                && !told.contains(SendProxy.OfTls.SSL)
                && (told.contains(SendProxy.OfTls.COMMON_NAME) || told.contains(SendProxy.OfTls.CIPHER))) {
            section.wrong(TLS, "common-name and cipher are told with ssl");
        }
        return new SendProxy(
                version == Version.V1 ? 1 : 2, section.orStandard(CHECKSUM), section.orStandard(PASS_ON), told);
    }
}
