package lb.proxy.http1;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import lb.proxy.exchange.EndedExchange;
import lb.proxy.exchange.ExchangeEnd;
import lb.proxy.exchange.ExchangeLog;
import lb.proxy.settings.LogFormat;

/** A log that keeps copies, and whose IDs are the text of the format and the number of the request. */
final class KeptExchanges implements ExchangeLog {
    private final Queue<ExchangeEnd> ends;
    private final AtomicLong numbers = new AtomicLong();

    KeptExchanges(Queue<ExchangeEnd> ends) {
        this.ends = ends;
    }

    @Override
    public void ended(int loop, EndedExchange exchange) {
        ends.add(ExchangeEnd.of(exchange));
    }

    @Override
    public int identify(int loop, EndedExchange request, LogFormat.Template format, byte[] id) {
        byte[] text = (format.text() + request.number()).getBytes(US_ASCII);
        System.arraycopy(text, 0, id, 0, text.length);
        return text.length;
    }

    @Override
    public long nextNumber() {
        return numbers.getAndIncrement();
    }
}
