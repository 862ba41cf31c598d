"""Writes Fixtures/keras-*.h5: the model_config attribute of a root group as h5py, and so Keras 2, writes it, in each way that HDF5 has.

The model is the same in all. See README.md.
"""

import json
import pathlib

import h5py
import numpy

TARGET = pathlib.Path(__file__).parent / "../Fixtures"

MODEL = json.dumps({
    "class_name": "Sequential",
    "config": {
        "name": "sequential",
        "layers": [
            {"class_name": "InputLayer", "config": {"batch_input_shape": [None, 28, 28, 1], "dtype": "float32", "name": "conv2d_input"}},
            {"class_name": "Conv2D", "config": {"name": "conv2d", "trainable": True, "filters": 8, "kernel_size": [3, 3], "strides": [1, 1], "padding": "valid",
                                                "data_format": "channels_last", "dilation_rate": [1, 1], "groups": 1, "activation": "relu", "use_bias": True}},
            {"class_name": "Flatten", "config": {"name": "flatten", "trainable": True, "data_format": "channels_last"}},
            {"class_name": "Dense", "config": {"name": "dense", "trainable": True, "units": 10, "activation": "softmax", "use_bias": True}},
        ],
    },
})


def write(name, model, libver, attributes=3, weights=True):
    with h5py.File(TARGET / name, "w", libver=libver) as file:
        for index in range(attributes):
            file.attrs[f"keras_version_{index}"] = "2.11.0"
        if model is not None:
            file.attrs["model_config"] = model
        file.attrs["backend"] = b"tensorflow"
        if weights:
            file.create_group("model_weights").create_dataset("kernel", data=numpy.zeros((2, 2), "f4"))


def main():
    text = MODEL.encode()
    write("keras-variable.h5", text, "earliest")
    write("keras-fixed.h5", numpy.bytes_(text), "earliest")
    write("keras-unicode.h5", MODEL, "earliest")
    write("keras-latest.h5", text, "latest")
    write("keras-continued.h5", text, "earliest", attributes=40)
    write("keras-dense.h5", text, "latest", attributes=40)
    write("keras-weights.h5", None, "earliest")


main()
