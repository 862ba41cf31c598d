# A text classifier, Keras's example imdb_lstm: it decides whether a review of 80 words is positive. Outputs the network:
#   & ./examples/zoo/lstm-classifier.ps1 | Measure-Network

New-InputLayer 80 -Framework Keras -Network LSTM-classifier |
    New-EmbeddingLayer 20000 128 |
    New-RecurrentLayer 128 -Kind Lstm |
    New-DenseLayer 1 | New-ActivationLayer Sigmoid
