package lb.ha.cloud.provider;

import lb.ha.cloud.CloudException;
import lb.ha.cloud.CloudMover;
import lb.ha.cloud.Whereabouts;

/** Moves a floating IP of Hetzner Cloud to this server. */
record HetznerIp(TokenApi api, PlainMetadata server, long id) implements CloudMover {
    @Override
    public String name() {
        return "hetzner floating-ip " + id;
    }

    /** There is no dry run: a token that may read and not write is found only by the move. */
    @Override
    public void check() throws CloudException, InterruptedException {
        look();
    }

    @Override
    public void take() throws CloudException, InterruptedException {
        api.post(path() + "/actions/assign", "{\"server\":" + server.number() + "}");
    }

    @Override
    public Whereabouts look() throws CloudException, InterruptedException {
        String own = server.number();
        Json found = api.get(path()).at("floating_ip");
        if (!found.isObject()) {
            throw CloudException.passing("Hetzner tells nothing of floating IP " + id);
        }
        String holder = found.at("server").text();
        if (holder.equals(own)) {
            return new Whereabouts.Here();
        }
        return new Whereabouts.Elsewhere(holder.isEmpty() ? "nobody" : "server " + Text.plain(holder));
    }

    private String path() {
        return "/v1/floating_ips/" + id;
    }
}
