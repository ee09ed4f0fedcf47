package lb.admin.config;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import lb.admin.config.BindReader.Bind;
import lb.proxy.page.LocalRequest.Field;
import lb.proxy.settings.BindSettings;
import lb.proxy.settings.HeaderEdits;
import lb.proxy.settings.MessageEdits;
import lb.proxy.settings.Mode;

/** Reads whether a frontend's answers tell clients that they may come by HTTP/3 (RFC 7838, RFC 9114 section 3.1.1). */
final class AltSvcReader {
    private static final String NAME = "Alt-Svc";

    /** How long clients may remember it, in seconds: a day. */
    private static final int REMEMBERED = 86_400;

    private static final Map<String, Boolean> FLAGS =
            Map.of("true", true, "yes", true, "on", true, "false", false, "no", false, "off", false);

    private AltSvcReader() {}

    /** The edits of a frontend, and what tells it. */
    static MessageEdits read(Section section, Mode mode, List<Bind> binds, MessageEdits edits) {
        var value = section.value(ProxyKeys.ALT_SVC);
        if (mode != Mode.HTTP) {
            section.wrong(ProxyKeys.ALT_SVC, "only with mode = http");
            return edits;
        }
        var ports = binds.stream()
                .map(Bind::settings)
                .filter(BindSettings::quic)
                .map(bind -> ((InetSocketAddress) bind.address()).getPort())
                .filter(port -> port > 0)
                .distinct()
                .toList();
        Boolean flag = null;
        if (value != null) {
            flag = FLAGS.get(value.scalar().orElse(""));
            if (flag == null) {
                var own = HeaderEditsReader.value(value);
                return own == null ? edits : with(edits, own);
            }
            if (flag && ports.isEmpty()) {
                value.wrong("expected: a listener with quic4@ or quic6@ and its port, or a text");
                return edits;
            }
        }
        var byTcp = binds.stream()
                .anyMatch(bind -> !bind.settings().quic() && bind.settings().tls() != null);
        var wanted = flag == null ? byTcp && !isEdited(edits.responseHeaders()) : flag;
        if (!wanted || ports.isEmpty()) {
            return edits;
        }
        return with(
                edits,
                String.join(
                        ", ",
                        ports.stream()
                                .map(port -> "h3=\":" + port + "\"; ma=" + REMEMBERED)
                                .toList()));
    }

    private static boolean isEdited(HeaderEdits edits) {
        return Stream.concat(
                        edits.remove().stream(),
                        Stream.concat(edits.set().stream(), edits.add().stream())
                                .map(Field::name))
                .anyMatch(NAME::equalsIgnoreCase);
    }

    private static MessageEdits with(MessageEdits edits, String text) {
        var before = edits.responseHeaders();
        var set = new ArrayList<>(before.set());
        set.add(new Field(NAME, text));
        return new MessageEdits(
                edits.requestHeaders(), new HeaderEdits(before.remove(), set, before.add()), edits.errorPages());
    }
}
