/** Certificates while a node runs: their files are watched, and their ends are told. */
package lb.admin.tls;
