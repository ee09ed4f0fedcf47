package lb.admin.haproxy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import lb.admin.foreign.Draft;
import lb.admin.haproxy.ServerOptions.Value;
import lb.admin.problem.Place;
import org.jspecify.annotations.Nullable;

/**
 * How the servers of a backend are checked, as far as its lines, those that it inherits first, have said. It is written for the
 * backend, with what all of its checked servers say alike, and then what each says of its own. One thread.
 */
final class HealthCheck {
    private final Draft backend;
    private final Place section;
    private final Global global;
    private final HttpCheckRules http = new HttpCheckRules();
    private final List<Draft> steps = new ArrayList<>();
    private final Map<String, Value> options = new LinkedHashMap<>();
    private String type = "connect";
    private @Nullable Place place;
    private @Nullable Value timeout;
    private boolean stepsAreOwn;
    private boolean scripted;

    /** @param section the line that begins it */
    HealthCheck(Draft backend, Place section, Global global) {
        this.backend = backend;
        this.section = section;
        this.global = global;
    }

    /** What {@code http-check} says. */
    HttpCheckRules http() {
        return http;
    }

    /** Takes a type in place of the one before; its options are forgotten. */
    void type(String word, Place at) {
        type = word;
        place = at;
        options.clear();
        scripted = false;
        // Comments of the line belong here.
        backend.object("check", at);
    }

    /** {@code option tcp-check}: what its steps say, or a connection. */
    void script(Place at) {
        type("connect", at);
        scripted = true;
    }

    void option(String key, Object value, Place at) {
        options.put(key, new Value(value, at));
    }

    void timeout(@Nullable Value value) {
        timeout = value;
    }

    /** Adds a step of {@code tcp-check}; the first of a section's own takes the place of those that it inherits. */
    void step(Draft step, Place at) {
        if (isOwn(at) && !stepsAreOwn) {
            stepsAreOwn = true;
            steps.clear();
        }
        steps.add(step);
    }

    /** Whether a line is the section's own, and not inherited. */
    boolean isOwn(Place at) {
        return at.file().equals(section.file()) && at.line() > section.line();
    }

    void write(List<Server> servers) {
        servers.forEach(server -> new ServerTls(server, global).refuseUnverified());
        List<Server> checked = servers.stream().filter(Server::isChecked).toList();
        if (checked.isEmpty()) {
            backend.set("check", false, section);
            return;
        }
        Place at = place == null ? section : place;
        Draft check = backend.object("check", at);
        if (scripted && !steps.isEmpty()) {
            check.set("type", "script", at);
            steps.forEach(step -> check.add("steps", step, at));
        } else {
            check.set("type", type, at);
        }
        options.forEach((key, value) -> check.set(key, value.value(), value.place()));
        if (type.equals("http")) {
            http.write(check, at);
        }
        Map<String, Value> shared = shared(checked);
        shared.forEach((key, value) -> check.set(key, value.value(), value.place()));
        if (timeout != null) {
            check.set("timeout", timeout.value(), timeout.place());
        }
        for (Server server : servers) {
            if (server.isChecked()) {
                server.check().forEach((key, value) -> {
                    if (!shared.containsKey(key)) {
                        server.draft().object("check", value.place()).set(key, value.value(), value.place());
                    }
                });
                new ServerTls(server, global).writeCheck();
            } else if (!server.options().has("track")) {
                server.draft().set("check", false, server.place());
            }
        }
    }

    /** What every one of them says, and with the same value. */
    private static Map<String, Value> shared(List<Server> checked) {
        Map<String, Value> shared = new LinkedHashMap<>(checked.getFirst().check());
        for (Server server : checked) {
            Map<String, Value> own = server.check();
            shared.entrySet()
                    .removeIf(one -> !own.containsKey(one.getKey())
                            || !Objects.equals(
                                    own.get(one.getKey()).value(),
                                    one.getValue().value()));
        }
        return shared;
    }
}
