module ringback.example/post-event

go 1.22
