package lb.admin.tls;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import lb.proxy.tls.Certificates;
import lb.proxy.tls.OcspQuery;

/**
 * Fetches what authorities say of certificates whose binds want that (OCSP, RFC 6960), and has it stapled; on a thread of its
 * own, one question at a time.
 */
public final class OcspUpdates implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(15);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final long LONGEST_ANSWER = 64 * 1024;

    private final Certificates certificates;
    private final Consumer<String> warned;
    private final Duration patience;
    private final Map<String, Followed> followed = new HashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private boolean begun;

    /** A certificate, by its fingerprint. */
    private static final class Followed {
        private final OcspSchedule schedule;
        private String told = "";

        Followed(OcspSchedule schedule) {
            this.schedule = schedule;
        }
    }

    /**
     * Asks nobody yet.
     *
     * @param patience for a whole answer
     */
    OcspUpdates(Certificates certificates, Consumer<String> warned, Duration patience) {
        this.certificates = certificates;
        this.warned = warned;
        this.patience = patience;
    }

    /**
     * The same, on its thread from now on, where any bind wants it.
     *
     * @param warned what somebody has to mend
     */
    public static OcspUpdates start(Certificates certificates, Consumer<String> warned) {
        OcspUpdates updates = new OcspUpdates(certificates, warned, ANSWER);
        updates.follow();
        return updates;
    }

    /** There are other certificates, perhaps: begins its thread where a bind wants it by now. Any thread. */
    public synchronized void follow() {
        if (!begun && certificates.fetchesOcsp()) {
            begun = true;
            Thread.ofPlatform().daemon().name("lb-ocsp").start(this::run);
        }
    }

    private void run() {
        try (HttpClient client = HttpClient.newBuilder()
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .version(HttpClient.Version.HTTP_1_1)
                .build()) {
            do {
                try {
                    look(client, Instant.now());
                } catch (RuntimeException e) {
                    warned.accept("a fault in lb itself while fetching OCSP responses, please report it: " + e);
                }
            } while (!closed.await(LOOK.toMillis(), TimeUnit.MILLISECONDS));
            client.shutdownNow();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Asks about those whose time has come. */
    void look(HttpClient client, Instant now) throws InterruptedException {
        List<OcspQuery> queries = certificates.ocspQueries();
        followed.keySet().retainAll(queries.stream().map(OcspQuery::fingerprint).collect(Collectors.toSet()));
        for (OcspQuery query : queries) {
            if (closed.getCount() == 0) {
                return;
            }
            Followed one = followed.computeIfAbsent(
                    query.fingerprint(), _ -> new Followed(new OcspSchedule(query.stapled(), now)));
            if (!one.schedule.isDue(now)) {
                continue;
            }
            String trouble = query.obstacle().isEmpty() ? fetch(client, query, one, now) : query.obstacle();
            if (trouble.isEmpty()) {
                one.told = "";
                continue;
            }
            one.schedule.failed(now);
            if (!trouble.equals(one.told)) {
                one.told = trouble;
                warned.accept("no new OCSP response for the certificate in " + query.file() + ": " + trouble);
            }
        }
    }

    /** What is wrong; empty for nothing. */
    private String fetch(HttpClient client, OcspQuery query, Followed one, Instant now) throws InterruptedException {
        URI responder = query.responder();
        if (responder == null) {
            return query.obstacle();
        }
        try {
            HttpRequest request = HttpRequest.newBuilder(responder)
                    .header("Content-Type", "application/ocsp-request")
                    .header("Accept", "application/ocsp-response")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(query.request()))
                    .build();
            HttpResponse<byte[]> answer = whole(client.sendAsync(
                    request,
                    HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), LONGEST_ANSWER)));
            if (answer.statusCode() != 200) {
                return responder + " answers with status " + answer.statusCode();
            }
            OcspQuery.Times times = query.verify(answer.body(), now);
            certificates.staple(query, answer.body());
            one.schedule.answered(times, now);
            return "";
        } catch (IOException | IllegalArgumentException e) {
            return responder + " does not answer: " + e;
        } catch (OcspQuery.RefusedException e) {
            return responder + ": " + e.getMessage();
        }
    }

    /** The time-out of a request of the JDK's would end with the head of its response. */
    private <T> T whole(CompletableFuture<T> answer) throws IOException, InterruptedException {
        try {
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new HttpTimeoutException("no whole answer within " + patience.toSeconds() + " s");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
        } finally {
            answer.cancel(true);
        }
    }

    /** Asks nobody any more; does not wait. */
    @Override
    public void close() {
        closed.countDown();
    }
}
