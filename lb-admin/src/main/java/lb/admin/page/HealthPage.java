package lb.admin.page;

import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import lb.proxy.page.LocalAnswerer;
import lb.proxy.page.LocalPage;
import lb.proxy.page.LocalRequest.Field;
import lb.proxy.page.LocalResponse;
import lb.proxy.stats.Column;
import lb.proxy.stats.StatsRow;

/**
 * What machines ask: {@code /healthz}, whether the process lives, and {@code /readyz}, whether traffic is to be sent to it.
 * No user is asked for, and no names are told. Any thread.
 */
public final class HealthPage {
    private static final String TEXT = "text/plain";

    private final Supplier<List<StatsRow>> rows;
    private final BooleanSupplier stopping;

    /**
     * Nothing is read before the first request.
     *
     * @param rows the figures now
     * @param stopping whether the node has begun to stop
     */
    public HealthPage(Supplier<List<StatsRow>> rows, BooleanSupplier stopping) {
        this.rows = rows;
        this.stopping = stopping;
    }

    /** Both of them. */
    List<LocalPage> pages() {
        LocalAnswerer alive = _ -> LocalResponse.text(200, TEXT, "alive\n");
        return List.of(new LocalPage("/healthz", read(alive)), new LocalPage("/readyz", read(_ -> ready())));
    }

    private static LocalAnswerer read(LocalAnswerer answerer) {
        return request -> request.method().equals("GET") || request.method().equals("HEAD")
                ? answerer.answer(request)
                : new LocalResponse(405, List.of(new Field("Allow", "GET, HEAD")), "");
    }

    private LocalResponse ready() {
        if (stopping.getAsBoolean()) {
            return LocalResponse.text(503, TEXT, "not ready: stopping\n");
        }
        long down = rows.get().stream()
                .filter(row -> row.type() == StatsRow.Type.BACKEND)
                .filter(row -> "DOWN".equals(row.text(Column.STATUS)))
                .count();
        return down == 0
                ? LocalResponse.text(200, TEXT, "ready\n")
                : LocalResponse.text(
                        503,
                        TEXT,
                        "not ready: " + down + (down == 1 ? " backend has" : " backends have") + " no server\n");
    }
}
