package lb.proxy.http1;

import lb.proxy.listen.Client;
import lb.proxy.route.Subject;
import lb.proxy.tls.TlsFacts;
import org.jspecify.annotations.Nullable;

/** What rules and routes look at in mode http, be it a request or its response: of the connection the same is known. */
interface ExchangeSubject extends Subject {
    /** Whose it is. */
    ExchangeAccount exchange();

    private Client connection() {
        return exchange().connection();
    }

    @Override
    default byte[] clientAddress() {
        return exchange().clientAddress();
    }

    @Override
    default byte[] destinationAddress() {
        return connection().destinationBytes();
    }

    @Override
    default int sourcePort() {
        return connection().sourcePort();
    }

    @Override
    default int destinationPort() {
        return connection().destinationPort();
    }

    @Override
    default @Nullable TlsFacts tls() {
        return connection().tls();
    }

    @Override
    default @Nullable CharSequence word(Word word) {
        return exchange().word(word);
    }
}
