package lb.admin.log;

import java.time.ZoneId;
import lb.proxy.exchange.EndedExchange;
import lb.proxy.settings.LogFormat;
import lb.proxy.settings.UniqueId;

/** Writes the unique IDs of one event loop's requests. */
final class IdText {
    private final TemplateLine templates;
    private final LineBuffer text = new LineBuffer(UniqueId.LONGEST);

    /** @param node this node's name */
    IdText(ZoneId zone, String node) {
        templates = new TemplateLine(zone, new Stamp(Stamp.ACCESS, zone), node);
    }

    /** Writes one, and returns its length; that loop only. */
    int write(LogFormat.Template format, EndedExchange request, byte[] id) {
        templates.write(format, request, text.clear());
        int length = Math.min(text.length(), id.length);
        System.arraycopy(text.bytes(), 0, id, 0, length);
        return length;
    }
}
