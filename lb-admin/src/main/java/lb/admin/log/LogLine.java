package lb.admin.log;

import java.time.ZoneId;
import lb.admin.logformat.LogTemplate;
import lb.proxy.exchange.CapturedFields;
import lb.proxy.exchange.EndedExchange;
import lb.proxy.settings.LogFormat;
import org.jspecify.annotations.Nullable;

/**
 * Writes ended exchanges as HAProxy's {@code option httplog} and {@code option tcplog} do, so that what reads its logs
 * reads ours. One thread.
 * <pre>
 * HTTP  %ci:%cp [%tr] %ft %b/%s %TR/%Tw/%Tc/%Tr/%Ta %ST %B %CC %CS %tsc %ac/%fc/%bc/%sc/%rc %sq/%bq %hr %hs "%r"
 * TLS   %ci:%cp [%tr] %f/BIND: why there was no handshake
 * TCP   %ci:%cp [%t]  %ft %b/%s %Tw/%Tc/%Tt              %B         %ts  %ac/%fc/%bc/%sc/%rc %sq/%bq
 * </pre>
 */
final class LogLine {
    private final Stamp dates;
    private final TemplateLine templates;
    private final JsonLine json;

    /** @param node this node's name */
    LogLine(ZoneId zone, String node) {
        dates = new Stamp(Stamp.ACCESS, zone);
        templates = new TemplateLine(zone, dates, node);
        json = new JsonLine();
    }

    /** Adds the line of an exchange, without a line end. */
    void write(EndedExchange end, LineBuffer line) {
        String failure = end.handshakeFailure();
        if (failure != null && !(end.format() instanceof LogFormat.Known known && known == LogFormat.Known.JSON)) {
            writeClientAndTime(end, line);
            line.addText(end.frontend())
                    .add('/')
                    .add(end.handshakeBind())
                    .add(": ")
                    .add(failure);
            return;
        }
        switch (end.format()) {
            case LogFormat.Known.NONE -> {}
            case LogFormat.Known.HTTP -> write(end, true, line);
            case LogFormat.Known.TCP -> write(end, false, line);
            case LogFormat.Known.JSON -> json.write(end, line);
            case LogFormat.Template template -> templates.write(template, end, line);
        }
    }

    private void write(EndedExchange end, boolean http, LineBuffer line) {
        writeWhoAndWhere(end, line);
        if (http) {
            line.add(end.requestMillis()).add('/');
        }
        line.add(end.queueMillis()).add('/').add(end.connectMillis()).add('/');
        if (http) {
            line.add(end.responseMillis()).add('/');
        }
        line.add(end.totalMillis()).add(' ');
        if (http) {
            line.add(end.status()).add(' ');
        }
        line.add(end.bytesToClient()).add(' ');
        if (http) {
            writeCookie(end.capturedRequestCookie(), line);
            writeCookie(end.capturedResponseCookie(), line);
        }
        line.add(end.endedBy().letter()).add(end.endedIn().letter());
        if (http) {
            line.add(end.requestCookie()).add(end.responseCookie());
        }
        line.add(' ');
        writeConnections(end, line);
        if (http) {
            writeFields(end.requestFields(), line);
            writeFields(end.responseFields(), line);
            CharSequence request = end.requestLine();
            line.add(' ').add('"').addQuotable(request == null ? EndedExchange.BAD_REQUEST : request);
            line.add('"');
        }
    }

    private static void writeCookie(@Nullable CharSequence captured, LineBuffer line) {
        if (captured == null) {
            line.add('-');
        } else {
            line.addText(captured);
        }
        line.add(' ');
    }

    private static void writeFields(CapturedFields captured, LineBuffer line) {
        if (captured.size() > 0) {
            CapturedText.braces(captured, LogTemplate.Flags.NONE, line.add(' '));
        }
    }

    private void writeWhoAndWhere(EndedExchange end, LineBuffer line) {
        writeClientAndTime(end, line);
        line.addText(end.frontend());
        if (end.tls() != null) {
            line.add('~');
        }
        line.add(' ');
        line.addText(end.backend()).add('/').addText(end.server()).add(' ');
    }

    private void writeClientAndTime(EndedExchange end, LineBuffer line) {
        AddressText.write(end.client(), line);
        line.add(':').add(end.client().getPort()).add(' ');
        line.add('[');
        dates.addWithMillis(end.startedAt(), line);
        line.add(']').add(' ');
    }

    private static void writeConnections(EndedExchange end, LineBuffer line) {
        line.add(end.processConnections())
                .add('/')
                .add(end.frontendConnections())
                .add('/');
        line.add(end.backendConnections()).add('/').add(end.serverConnections()).add('/');
        if (end.redispatched()) {
            line.add('+');
        }
        line.add(end.retries()).add(' ');
        line.add(end.serverQueue()).add('/').add(end.backendQueue());
    }
}
