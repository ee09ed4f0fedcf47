package lb.admin.config;

import java.util.List;
import lb.proxy.settings.MessageEdits;
import lb.proxy.settings.Mode;

/** Reads what a frontend or backend changes in the messages that pass it. */
final class MessageEditsReader {
    private static final List<Key<?>> ALL =
            List.of(RouteKeys.REQUEST_HEADERS, RouteKeys.RESPONSE_HEADERS, RouteKeys.ERROR_PAGES);

    private MessageEditsReader() {}

    static MessageEdits read(Section section, Mode mode, Defaults defaults) {
        if (mode != Mode.HTTP) {
            ALL.forEach(key -> section.wrong(key, "only with mode = http"));
            return MessageEdits.NONE;
        }
        return new MessageEdits(
                HeaderEditsReader.read(section, RouteKeys.REQUEST_HEADERS),
                HeaderEditsReader.read(section, RouteKeys.RESPONSE_HEADERS),
                FixedResponseReader.pages(section, defaults.errorPages()));
    }
}
