package lb.ha.cloud.provider;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import lb.ha.cloud.CloudException;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer: bounded in time, answer included, and in size. Redirects are not followed, since the
 * credentials in a request are meant for whom it was sent to. What is thrown names the host only: paths, queries and
 * headers may hold secrets. Any thread; it waits.
 */
final class CloudHttp {
    /** Far above any real answer: a security group's worth of addresses on one port is 30 KB. */
    private static final int LONGEST_ANSWER = 1 << 20;

    /** Of requests to the instance itself, which answers within milliseconds or not at all. */
    private static final Duration LONGEST_METADATA = Duration.ofSeconds(2);

    private final HttpClient client;
    private final Duration timeout;

    private CloudHttp(HttpClient client, Duration timeout) {
        this.client = client;
        this.timeout = timeout;
    }

    /** A client for all requests of this node. */
    static HttpClient client() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .executor(Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("lb-cloud-http-", 0).factory()))
                .build();
    }

    static CloudHttp of(HttpClient client, Duration timeout) {
        return new CloudHttp(client, timeout);
    }

    /** The same for requests to the instance's metadata. */
    CloudHttp forMetadata() {
        return timeout.compareTo(LONGEST_METADATA) <= 0 ? this : new CloudHttp(client, LONGEST_METADATA);
    }

    Reply get(URI uri, Map<String, String> headers) throws CloudException, InterruptedException {
        return send("GET", uri, headers, null);
    }

    /** @throws CloudException when there is no answer at all; any status is one */
    Reply send(String method, URI uri, Map<String, String> headers, @Nullable String body)
            throws CloudException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .method(
                        method,
                        body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body, StandardCharsets.UTF_8));
        headers.forEach(request::header);
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        CompletableFuture<HttpResponse<String>> answer = client.sendAsync(
                request.build(), BodyHandlers.limiting(BodyHandlers.ofString(StandardCharsets.UTF_8), LONGEST_ANSWER));
        try {
            // HttpRequest.timeout would be over with the head of the answer.
            HttpResponse<String> response = answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            return new Reply(uri.getHost(), response.statusCode(), response.headers(), response.body());
        } catch (TimeoutException e) {
            throw CloudException.passing(uri.getHost() + " has not answered within " + timeout.toMillis() + " ms");
        } catch (ExecutionException e) {
            throw failure(uri, e.getCause());
        } finally {
            // Also when this thread was interrupted: what is not wanted any more is broken off.
            answer.cancel(true);
        }
    }

    private static CloudException failure(URI uri, @Nullable Throwable cause) {
        String host = uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
        if (cause instanceof SSLException) {
            String why = "no TLS with " + host + ": " + Text.plain(cause.getMessage());
            // A handshake that is broken off is one of these exceptions, too; only a wrong certificate stays wrong.
            return isOfCertificate(cause) ? CloudException.lasting(why) : CloudException.passing(why);
        }
        if (cause instanceof IOException) {
            String what = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
            return CloudException.passing("no answer from " + host + ": " + Text.plain(what));
        }
        String kind = cause == null ? "nothing" : cause.getClass().getName();
        return CloudException.lasting("cannot ask " + host + ": " + kind);
    }

    private static boolean isOfCertificate(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .limit(20)
                .anyMatch(GeneralSecurityException.class::isInstance);
    }
}
