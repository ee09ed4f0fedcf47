package lb.ha.track;

import java.io.IOException;
import lb.ha.address.AddressException;
import lb.ha.address.RouteProbe;
import lb.ha.settings.Prefix;
import org.jspecify.annotations.Nullable;

/** Whether there is a route to just that network in one routing table. By the thread that looks only. */
final class TableLook implements Look {
    private final Prefix network;
    private final long table;
    private @Nullable RouteProbe probe;

    TableLook(Prefix network, long table) {
        this.network = network;
        this.table = table;
    }

    @Override
    public int see() throws IOException {
        try {
            if (probe == null) {
                probe = RouteProbe.open();
            }
            return probe.exists(network, table) ? 0 : 1;
        } catch (AddressException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        if (probe != null) {
            probe.close();
        }
    }
}
