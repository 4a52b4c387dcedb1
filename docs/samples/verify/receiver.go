package main

import (
	"io"
	"log"
	"net/http"
	"os"
	"time"

	"example.com/shop/webhook" // verify.go
)

func main() {
	secrets := []string{os.Getenv("WEBHOOK_SECRET")}
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		rawBody, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
		if err != nil || !webhook.VerifyStandard(rawBody, r.Header, secrets, time.Now()) {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		w.WriteHeader(http.StatusNoContent)
		log.Printf("%s", rawBody) // answer first, work later: put it into a queue
	})
	log.Fatal(http.ListenAndServe(":8080", nil))
}
